import { OptionError } from "./errors.js";

/** A stream of pseudo-random numbers, the same for the same seed on every machine. */
export interface Random {
  /** Uniform in [0, 1), with 32 random bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** A whole number from 0 to n − 1. */
  integer(n: number): number;
}

/**
 * sfc32 (Chris Doty-Humphrey's small fast counting generator), seeded from one number; normal values by
 * Box and Muller's transform.
 *
 * @throws OptionError unless the seed is a whole number
 * @example seededRandom(1).uniform() === seededRandom(1).uniform() // true
 */
export function seededRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) {
    throw new OptionError({
      operation: "seededRandom",
      argument: "seed",
      value: seed,
      expected: "must be a whole number",
    });
  }
  let a = seed | 0;
  let b = Math.floor(seed / 0x100000000) | 0;
  let c = 0x9e3779b9 | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next(); // the first values still show the seed
  const uniform = (): number => next() / 0x100000000;
  let spare: number | undefined;
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return { uniform, normal, integer: (n) => Math.floor(uniform() * n) };
}
