import { FormatError, LimitError } from "@convkit/tensor";
import { inflateSync, strFromU8 } from "fflate";
import { part } from "./bytes.js";
import { crc32 } from "./crc32.js";

/** A member of a ZIP archive, as the archive's directory describes it. Sizes in bytes. */
export interface Member {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Where its bytes begin. */
  readonly start: number;
}

const signature = { end: 0x06054b50, directory: 0x02014b50, local: 0x04034b50 };
/** What deflated members may grow to altogether, beyond which a file is taken for a bomb. */
const mostInflated = 2 ** 30;
/** Deflate cannot do better: 258 bytes from 2 bits. */
const bestRatio = 1032;

/**
 * The members of a ZIP archive from its directory (PKWARE APPNOTE 6.3, sections 4.3 and 4.4), with
 * everything checked that can be before a byte is inflated: places, overlaps, methods, sizes.
 */
export function readDirectory(operation: string, view: DataView): Member[] {
  const refuse = (found: string, expected: string): never => {
    throw new FormatError({ operation, argument: "file", found, expected });
  };
  const end = findEnd(view) ?? refuse("has no ZIP directory at its end", "must be an .npz (ZIP) file");
  const count = view.getUint16(end + 10, true);
  const first = view.getUint32(end + 16, true);
  if (count === 0xffff || first === 0xffffffff) {
    throw new LimitError({
      operation,
      argument: "file",
      found: "is a ZIP64 archive",
      expected: "must have fewer than 65535 members and 4 GiB",
    });
  }
  const members: Member[] = [];
  let at = first;
  for (let index = 0; index < count; index++) {
    if (at + 46 > end || view.getUint32(at, true) !== signature.directory)
      refuse(`has a directory that breaks off at member ${index}`, `must list ${count} members`);
    const lengths = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const next = at + 46 + lengths[0] + lengths[1] + lengths[2];
    if (next > end)
      refuse(`has a directory that breaks off at member ${index}`, `must list ${count} members`);
    members.push(readMember(operation, view, at, first));
    at = next;
  }
  checkSizes(operation, members);
  return members;
}

/** The end record: 22 bytes and a comment that reaches exactly to the end of the file. */
function findEnd(view: DataView): number | undefined {
  for (let at = view.byteLength - 22; at >= 0 && at >= view.byteLength - 22 - 0xffff; at--) {
    const complete = at + 22 + view.getUint16(at + 20, true) === view.byteLength;
    if (complete && view.getUint32(at, true) === signature.end) return at;
  }
  return undefined;
}

function readMember(operation: string, view: DataView, at: number, limit: number): Member {
  const field = (offset: number): number => view.getUint32(at + offset, true);
  const name = strFromU8(part(view, at + 46, view.getUint16(at + 28, true)));
  const refuse = (found: string, expected: string): never => {
    throw new FormatError({ operation, argument: `member ${JSON.stringify(name)}`, found, expected });
  };
  const [method, packed, size, local] = [view.getUint16(at + 10, true), field(20), field(24), field(42)];
  if (view.getUint16(at + 8, true) & 1) refuse("is encrypted", "must be readable without a password");
  if (method !== 0 && method !== 8) refuse(`has compression method ${method}`, "must be stored or deflated");
  if (local + 30 > limit || view.getUint32(local, true) !== signature.local)
    refuse(`has no local header at byte ${local}`, "the directory says so");
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packed > limit)
    refuse(`takes ${packed} bytes from byte ${start}`, `the members end at byte ${limit}`);
  if (method === 0 ? size !== packed : size > packed * bestRatio)
    refuse(`promises ${size} bytes`, `${packed} ${method ? "deflated" : "stored"} bytes cannot hold them`);
  return { name, method, crc: field(16), packed, size, start };
}

function checkSizes(operation: string, members: readonly Member[]): void {
  const inOrder = [...members].sort((a, b) => a.start - b.start);
  inOrder.forEach(({ name, start }, index) => {
    const before = inOrder[index - 1];
    if (!before || before.start + before.packed <= start) return;
    throw new FormatError({
      operation,
      argument: `member ${JSON.stringify(name)}`,
      found: `shares bytes with ${JSON.stringify(before.name)}`,
      expected: "members must not overlap",
    });
  });
  const inflated = members.reduce((sum, { method, size }) => sum + (method ? size : 0), 0);
  if (inflated <= mostInflated) return;
  throw new LimitError({
    operation,
    argument: "file",
    found: `would inflate to ${inflated} bytes`,
    value: inflated,
    expected: `must stay within ${mostInflated}`,
    fix: "unpack it, or save it uncompressed (numpy.savez), if it is to be trusted",
  });
}

/** A member's bytes. @throws FormatError when they are not what the directory says */
export function extract(operation: string, view: DataView, member: Member): Uint8Array {
  const { name, method, crc, packed, size, start } = member;
  const source = part(view, start, packed);
  const bytes = method ? inflate(source, size) : source;
  if (bytes?.length === size && crc32(bytes) === crc) return bytes;
  throw new FormatError({
    operation,
    argument: `member ${JSON.stringify(name)}`,
    found: "is damaged",
    expected: `must give ${size} bytes with checksum ${crc.toString(16).padStart(8, "0")}`,
  });
}

/** At most one byte more than was promised, so that a stream that lies shows. */
function inflate(source: Uint8Array, size: number): Uint8Array | undefined {
  try {
    return inflateSync(source, { out: new Uint8Array(size + 1) });
  } catch {
    return undefined;
  }
}
