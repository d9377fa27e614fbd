import { FormatError, OptionError, type Tensor } from "@convkit/tensor";
import { zipSync } from "fflate";
import { type Bytes, viewOf } from "./bytes.js";
import { readArray, writeArray } from "./npy.js";
import { extract, readDirectory } from "./zip.js";

const ending = ".npy";

/**
 * Reads an .npz file (a ZIP archive of .npy files, stored or deflated) as tensors by name, in the
 * archive's order. Elements are taken as `readNpy` takes them.
 *
 * @throws FormatError when the archive is damaged, or a member is no .npy file, is named twice or is
 *   named like a path that leaves its folder; LimitError when it would inflate to more than 1 GiB. Sizes
 *   and names are checked in the directory, before anything is inflated.
 * @example readNpz(writeNpz({ w: tensor([1, 2]) })).w.toArray() // [1, 2]
 */
export function readNpz(bytes: Bytes): Record<string, Tensor> {
  const view = viewOf("readNpz", bytes);
  const members = readDirectory("readNpz", view);
  const seen = new Set<string>();
  for (const { name } of members) {
    const problem = seen.has(name) ? "is there twice" : nameProblem(name);
    if (problem || !name.endsWith(ending)) {
      throw new FormatError({
        operation: "readNpz",
        argument: `member ${JSON.stringify(name)}`,
        value: name,
        found: problem ?? "is no .npy file",
        expected: "members must be .npy files, each with a name of its own",
      });
    }
    seen.add(name);
  }
  const entries = members.map((member) => {
    const { buffer, byteOffset, byteLength } = extract("readNpz", view, member);
    const name = member.name.slice(0, -ending.length);
    const place = `readNpz (member ${JSON.stringify(name)})`;
    return [name, readArray(place, new DataView(buffer, byteOffset, byteLength))] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * Writes tensors as an .npz file, uncompressed like `numpy.savez`. The same tensors give the same bytes.
 *
 * @param tensors by name; names may hold "/" as parameter paths do
 * @throws OptionError naming a name that no member can have; ConvKitError when given anything but tensors
 * @example Object.keys(readNpz(writeNpz({ x: zeros([2]), "layer1/w": zeros([3]) }))) // ["x", "layer1/w"]
 */
export function writeNpz(tensors: Readonly<Record<string, Tensor>>): Uint8Array {
  if (typeof tensors !== "object" || tensors === null) {
    throw new OptionError({
      operation: "writeNpz",
      argument: "tensors",
      value: tensors,
      expected: "must be an object of tensors by name",
    });
  }
  const files = Object.entries(tensors).map(([name, tensor]) => {
    const problem = nameProblem(name);
    if (problem) {
      throw new OptionError({
        operation: "writeNpz",
        argument: `name ${JSON.stringify(name)}`,
        value: name,
        found: problem,
        expected: "must be a plain name for a file",
      });
    }
    return [`${name}${ending}`, writeArray("writeNpz", tensor, name)] as const;
  });
  // The earliest date that ZIP knows, so that the bytes do not depend on when they are written.
  return zipSync(Object.fromEntries(files), { level: 0, mtime: new Date(1980, 0, 1) });
}

/** What is wrong with a member's name, if anything: names end up as file names somewhere. */
function nameProblem(name: string): string | undefined {
  if (name === "" || name === ending) return "is empty";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f\ufffd]/.test(name)) return "holds characters that no name can have";
  const steps = name.split("/");
  if (/\\|^[A-Za-z]:/.test(name) || steps.some((step) => ["", ".", "..", ".npy"].includes(step)))
    return "is a path that leaves its folder";
  return undefined;
}
