/** What an error is about, as data; the message is made from it. */
export interface ErrorFields {
  /** The public function or operation that refused, e.g. `conv2d`. */
  operation: string;
  /** The argument at fault, e.g. `stride`. */
  argument?: string;
  /** The value that was given. */
  value?: unknown;
  /** What was found, when "is VALUE" says it badly, e.g. `has 3 channels`. */
  found?: string;
  /** What would have been right, as the end of a sentence: `must be a positive integer`. */
  expected: string;
  /** What the caller can do about it. */
  fix?: string;
}

/** Writes a value the way it was typed: arrays in brackets, strings in quotes. */
export function formatValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const items = Array.from(value as ArrayLike<unknown>, formatValue);
    return items.length > 12 ? `[${items.slice(0, 12).join(", ")}, …]` : `[${items.join(", ")}]`;
  }
  if (typeof value === "function") return `a function${value.name ? ` (${value.name})` : ""}`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${key}: ${formatValue(item)}`);
    return `{ ${entries.join(", ")} }`;
  }
  return String(value);
}

function messageOf({ operation, argument, value, found, expected, fix }: ErrorFields): string {
  const what = found ?? (value === undefined ? "" : `is ${formatValue(value)}`);
  const subject = what && [argument, what].filter(Boolean).join(" ");
  return `${operation}: ${subject ? `${subject} but ` : ""}${expected}${fix ? `; ${fix}` : ""}`;
}

/** Every error that this project raises on purpose. Raised before any work is done. */
export class ConvKitError extends Error implements ErrorFields {
  readonly operation: string;
  readonly argument?: string;
  readonly value?: unknown;
  readonly found?: string;
  readonly expected: string;
  readonly fix?: string;

  constructor(fields: ErrorFields) {
    super(messageOf(fields));
    this.name = new.target.name;
    this.operation = fields.operation;
    this.argument = fields.argument;
    this.value = fields.value;
    this.found = fields.found;
    this.expected = fields.expected;
    this.fix = fields.fix;
  }
}

/** Shapes that do not fit together. */
export class ShapeError extends ConvKitError {}
/** An option that is unknown, of the wrong form or out of its range. */
export class OptionError extends ConvKitError {}
/** Element types that do not go together. */
export class DtypeError extends ConvKitError {}
/** A file or byte sequence that is not what it says it is. */
export class FormatError extends ConvKitError {}
/** A request for more than the machine or the format can hold. */
export class LimitError extends ConvKitError {}
