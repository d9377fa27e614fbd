// Cividis (Nuñez, Anderton & Renslow 2018): ordered in lightness, and the same to colour-blind readers.
const cividis = [
  "00204c",
  "002a66",
  "00346e",
  "273f6c",
  "3c4a6b",
  "4c556b",
  "5b5f6d",
  "686a70",
  "757575",
  "838178",
  "928c78",
  "a19876",
  "b0a572",
  "c0b16d",
  "d1bf66",
  "e1cc5c",
  "f3db4f",
  "ffe945",
];
const signed = ["0072b2", "f7f7f7", "d55e00"];

/** A colour scale over the finite values: Cividis, or, where some are negative, two hues that meet at zero. */
export interface Scale {
  low: number;
  high: number;
  /** Hex colours at equal steps from low to high. */
  stops: string[];
  /** "none" for what is not finite. */
  colour(value: number): string;
}

const levels = 64; // even: zero keeps the exact middle

/** @param values any numbers; those not finite do not count */
export function scaleOf(values: Iterable<number>): Scale {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) [low, high] = [0, 0];
  const stops = low < 0 ? signed : cividis;
  if (low < 0) {
    high = Math.max(-low, high);
    low = -high;
  }
  // So few, so that cells of one colour share one path.
  const part = (value: number): number =>
    high > low ? Math.round(((value - low) / (high - low)) * levels) / levels : 0;
  const colour = (value: number): string => (Number.isFinite(value) ? mix(stops, part(value)) : "none");
  return { low, high, stops: stops.map((hex) => `#${hex}`), colour };
}

function mix(stops: string[], t: number): string {
  const at = Math.min(1, Math.max(0, t)) * (stops.length - 1);
  const i = Math.min(Math.floor(at), stops.length - 2);
  const channel = (hex: string, c: number): number => Number.parseInt(hex.slice(2 * c, 2 * c + 2), 16);
  const mixed = [0, 1, 2].map((c) => {
    const from = channel(stops[i], c);
    return Math.round(from + (at - i) * (channel(stops[i + 1], c) - from));
  });
  return `#${mixed.map((v) => v.toString(16).padStart(2, "0")).join("")}`;
}
