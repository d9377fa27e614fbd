import { InvalidArgumentError } from "commander";

/** Reads the value of an option that takes a positive number. */
export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("Expected a positive number.");
  return value;
}

/** Reads the value of an option that takes a positive whole number. */
export function positiveInteger(text: string): number {
  const value = positive(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError("Expected a positive whole number.");
  return value;
}
