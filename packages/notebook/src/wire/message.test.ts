import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { decode, encode, request } from "./message.js";

const message = request("session", "execute_request", { code: "1 + 1; // é", silent: false });

test("frames are delimiter, HMAC-SHA256 of the four parts in hexadecimal, and the parts", () => {
  const frames = encode(message, "secret").map(String);
  const { header, parent, metadata, content } = message;
  const parts = [header, parent, metadata, content].map((part) => JSON.stringify(part));
  const signature = createHmac("sha256", "secret").update(parts.join("")).digest("hex");
  expect(frames).toEqual(["<IDS|MSG>", signature, ...parts]);
});

test("decode reads what encode wrote, behind any routing prefix", () => {
  const frames = [Buffer.from("identity"), Buffer.from("other"), ...encode(message, "secret")];
  expect(decode(frames, "secret")).toEqual(message);
});

test("a header is complete and its id unique", () => {
  expect(message.header).toEqual({
    msg_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    msg_type: "execute_request",
    session: "session",
    username: "convkit",
    date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    version: "5.3",
  });
  expect(request("session", "execute_request", {}).header.msg_id).not.toBe(message.header.msg_id);
});

test("a changed part, another key, a missing delimiter and a missing part are refused", () => {
  const frames = encode(message, "secret");
  const forged = [...frames.slice(0, 5), Buffer.from(`{"code":"2"}`)];
  expect(() => decode(forged, "secret")).toThrow(/^message signed [0-9a-f]{64}, expected [0-9a-f]{64}$/);
  expect(() => decode(frames, "other")).toThrow(/^message signed/);
  expect(() => decode(frames.slice(1), "secret")).toThrow(
    "message of 5 frames without the delimiter <IDS|MSG>",
  );
  expect(() => decode(frames.slice(0, 5), "secret")).toThrow(
    "message with 3 parts after the signature, expected 4",
  );
});
