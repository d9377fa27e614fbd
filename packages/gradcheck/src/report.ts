import { formatReport, tableOf } from "./text.js";

/** An element of one of the results. */
export interface Place {
  readonly name: string;
  readonly index: readonly number[];
}

/** One number of the gradient beside the one found from values. */
export interface Entry {
  /** Of the input's element; absent where a random direction was followed. */
  readonly index?: readonly number[];
  /** The element of the result that was differentiated; absent for a random combination of all. */
  readonly output?: Place;
  readonly gradient: number;
  readonly numeric: number;
  /** Estimate of the error of `numeric`. */
  readonly numericError: number;
  readonly relError: number;
}

/** An element at which the function has no derivative: the slopes to both sides differ. */
export interface Kink {
  readonly index: readonly number[];
  readonly output?: Place;
  readonly left: number;
  readonly right: number;
  readonly gradient: number;
}

export type Order = 1 | 2;

/** What was found for one input. */
export interface InputReport {
  /** 1: the gradient. 2: the gradient of the gradient. */
  readonly order: Order;
  readonly name: string;
  readonly shape: readonly number[];
  readonly verdict: "right" | "wrong" | "undecided" | "not checked";
  readonly maxRelError: number;
  /** The entry with the largest relative error; absent for an empty input. */
  readonly worst?: Entry;
  readonly kinks: readonly Kink[];
  /** The usual cause of a fault that looks like this. */
  readonly hint?: string;
}

/** What stands in the way of a check, or was found besides wrong numbers. */
export interface Problem {
  readonly kind:
    | "not deterministic"
    | "input changed"
    | "not finite"
    | "rule failed"
    | "jvp differs"
    | "too many kinks";
  readonly text: string;
}

export interface ReportFields {
  readonly inputs: readonly InputReport[];
  readonly problems: readonly Problem[];
  readonly rtol: number;
  /** How derivatives were compared, for each order that was reached. */
  readonly methods: readonly string[];
}

/**
 * The result of a check. Prints as text, in Node's console too, and shows as a table in notebooks.
 *
 * Where the function has a kink (relu at 0), the report lists the element under `kinks`; that makes `ok`
 * false only if the gradient there lies outside the slopes of both sides.
 */
export class GradReport implements ReportFields {
  readonly ok: boolean;
  /** Largest relative error of all entries; 0 if there are none. */
  readonly maxRelError: number;
  /** The entry it belongs to, with its input's name and order. */
  readonly worst: (Entry & { readonly order: Order; readonly name: string }) | undefined;
  readonly inputs: readonly InputReport[];
  readonly problems: readonly Problem[];
  readonly rtol: number;
  readonly methods: readonly string[];

  constructor(fields: ReportFields) {
    this.inputs = fields.inputs;
    this.problems = fields.problems;
    this.rtol = fields.rtol;
    this.methods = fields.methods;
    this.ok = this.problems.length === 0 && this.inputs.every(({ verdict }) => verdict === "right");
    const worst = [...this.inputs].sort((a, b) => b.maxRelError - a.maxRelError)[0];
    this.maxRelError = worst?.maxRelError ?? 0;
    this.worst = worst?.worst && { ...worst.worst, order: worst.order, name: worst.name };
  }

  toString(): string {
    return formatReport(this);
  }
}

// As methods these would need computed names in the public type.
Object.defineProperties(GradReport.prototype, {
  [Symbol.for("nodejs.util.inspect.custom")]: {
    value(this: GradReport): string {
      return this.toString();
    },
  },
  [Symbol.for("convkit.display")]: {
    value(this: GradReport): Record<string, string> {
      return { "text/html": tableOf(this), "text/plain": this.toString() };
    },
  },
});
