/** Bytes that are needed from one moment to another, both included. */
export interface Lifetime {
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Addresses such that no two that live at one moment overlap: the largest first, each in the tightest gap between
 * those already placed (Pisarchyk & Lee 2020, "Efficient memory management for deep neural net inference", §5.2).
 */
export function pack(lifetimes: readonly Lifetime[]): { addresses: number[]; bytes: number } {
  const addresses = new Array<number>(lifetimes.length).fill(0);
  const placed: { begin: number; end: number; life: Lifetime }[] = [];
  const order = lifetimes.map((_, i) => i).sort((a, b) => lifetimes[b].bytes - lifetimes[a].bytes || a - b);
  let bytes = 0;
  for (const i of order) {
    const life = lifetimes[i];
    let [end, best, tightest] = [0, Number.NaN, Number.POSITIVE_INFINITY];
    for (const other of placed) {
      if (other.life.to < life.from || life.to < other.life.from) continue;
      const gap = other.begin - end;
      if (gap >= life.bytes && gap < tightest) [best, tightest] = [end, gap];
      end = Math.max(end, other.end);
    }
    const begin = Number.isNaN(best) ? end : best;
    addresses[i] = begin;
    bytes = Math.max(bytes, begin + life.bytes);
    const at = placed.findIndex((other) => other.begin > begin);
    placed.splice(at < 0 ? placed.length : at, 0, { begin, end: begin + life.bytes, life });
  }
  return { addresses, bytes };
}
