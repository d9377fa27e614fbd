import { checkOptions, OptionError } from "@convkit/tensor";

export const themes = ["light", "dark", "auto", "print"] as const;

/** Refuses unknown options, and values that are none of an option's choices. */
export function checkChoices<T extends object>(
  operation: string,
  options: T,
  choices: Readonly<Record<string, readonly string[]>>,
  others: readonly string[] = [],
): void {
  checkOptions(operation, options, [...Object.keys(choices), ...others]);
  for (const [argument, allowed] of Object.entries(choices)) {
    const value = options[argument as keyof T];
    if (value === undefined || allowed.includes(value as string)) continue;
    throw new OptionError({ operation, argument, value, expected: `must be one of ${allowed.join(", ")}` });
  }
}
