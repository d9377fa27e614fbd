import { zlibSync } from "fflate";
import type { Animation, Frame } from "./animation.js";

/** An animation as an endless animated PNG (PNG, third edition, 2025); viewers without animation show its first frame. */
export function apng({ width, height, palette, frames }: Animation): Uint8Array {
  const chunks = [
    Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", [...u32(width), ...u32(height), 8, indexedColour, 0, 0, 0]),
    chunk("acTL", [...u32(frames.length), ...u32(endless)]),
    chunk("PLTE", palette.flat()),
    chunk("tRNS", [0]), // index 0 is transparent
  ];
  let sequence = 0;
  frames.forEach((frame, i) => {
    chunks.push(chunk("fcTL", [...u32(sequence++), ...control(frame)]));
    const data = compress(frame);
    chunks.push(i === 0 ? chunk("IDAT", data) : chunk("fdAT", [...u32(sequence++), ...data]));
  });
  chunks.push(chunk("IEND", []));
  return join(chunks);
}

const indexedColour = 3;
const endless = 0;
const keep = 0;
const over = 1;

const control = ({ width, height, left, top, delay }: Frame): number[] => [
  ...[width, height, left, top].flatMap(u32),
  ...u16(delay),
  ...u16(1000),
  keep,
  over,
];

/** Rows, each after its filter byte: 0, none, is best for indices. fflate, whose output no zlib build changes. */
function compress({ width, height, indices }: Frame): Uint8Array {
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y++)
    rows.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return zlibSync(rows, { level: 9 });
}

function chunk(type: string, data: ArrayLike<number>): Uint8Array {
  const body = Uint8Array.from([...Buffer.from(type, "latin1"), ...Array.from(data)]);
  return join([u32(data.length), body, u32(crc32(body))]);
}

const u32 = (value: number): number[] => [
  value >>> 24,
  (value >>> 16) & 255,
  (value >>> 8) & 255,
  value & 255,
];
const u16 = (value: number): number[] => [value >>> 8, value & 255];

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function join(parts: ArrayLike<number>[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
