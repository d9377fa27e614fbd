import type { Result } from "../../table.js";
import { bars } from "../bars.js";
import { digits } from "../read.js";

/** What it takes to have a library: time, memory, bytes. */
export function loadingPicture({ loading, sizes }: Result): string | undefined {
  if (loading.length === 0 && sizes.length === 0) return undefined;
  const bar = (name: string, value: number) => ({ name, look: lookName(name), value, label: digits(value) });
  const panels = [
    { title: "Load and first convolution, ms", bars: loading.map(({ name, startup }) => bar(name, startup)) },
    { title: "Memory in use, MiB", bars: loading.map(({ name, memory }) => bar(name, memory)) },
    { title: "To load, KiB of gzip", bars: sizes.map(({ name, gzip }) => bar(name, gzip / 1024)) },
  ].filter(({ bars: list }) => list.length > 0);
  return bars({
    title: "Start-up, memory and size",
    desc: panels
      .map(({ title, bars: list }) => `${title}: ${list.map((b) => `${b.name} ${b.label}`).join(", ")}`)
      .join("; "),
    panels,
    columns: 2,
  });
}

/** The look of a package: that of the library with its name. */
function lookName(name: string): string {
  if (name.startsWith("ConvKit")) return "ConvKit compiled";
  const known = ["TensorFlow.js wasm", "TensorFlow.js plain", "jax-js wasm"];
  return known.find((one) => one.startsWith(name)) ?? name;
}
