import { InvalidArgumentError } from "commander";

/** Reads the value of an option that takes a time in seconds; timers count to 2³¹ ms. */
export function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 2_000_000)) {
    throw new InvalidArgumentError("Expected a number of seconds, more than 0 and less than 2 million.");
  }
  return value;
}

/** Reads the value of an option that takes a positive whole number. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isInteger(value))) {
    throw new InvalidArgumentError("Expected a positive whole number.");
  }
  return value;
}
