import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "Chromium", "Google Chrome", "chrome.exe"];
const { CHROMIUM, PATH = "" } = process.env;
const folders = [
  ...PATH.split(delimiter).filter(Boolean),
  "/Applications/Chromium.app/Contents/MacOS",
  "/Applications/Google Chrome.app/Contents/MacOS",
];
const installed = folders.flatMap((folder) => names.map((name) => join(folder, name)));
const path = CHROMIUM || installed.find((file) => existsSync(file));

/** Where Chromium or Chrome is: what the environment variable CHROMIUM names, or the first that is installed. */
export const chromium = path
  ? { path }
  : { absent: "no Chromium or Chrome is installed (CHROMIUM=path names one)" };
