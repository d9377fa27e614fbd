import type { Result } from "../../table.js";
import { bars } from "../bars.js";
import { digits, find } from "../read.js";

/** Milliseconds of whole networks, one thread and two. */
export function networksPicture(result: Result): string | undefined {
  const names = [...new Set(result.rows.filter(({ kind }) => kind === "network").map(({ name }) => name))];
  if (names.length === 0) return undefined;
  const panels = names.map((name) => {
    const [one, two] = [1, 2].map((threads) => find(result, name, "forward", threads)?.cells);
    return {
      title: `${name}, ms an image${two ? ": one thread · two" : ""}`,
      most: 8,
      bars: Object.entries(one ?? {}).flatMap(([library, { time }]) => {
        if (time === undefined) return [];
        const second = two?.[library]?.time;
        const label = second === undefined ? digits(time) : `${digits(time)} · ${digits(second)}`;
        return [{ name: library, look: library, value: time, second, label }];
      }),
    };
  });
  return bars({
    title: "Whole networks, milliseconds an image",
    desc: panels
      .map(({ title, bars: list }) => `${title}: ${list.map((b) => `${b.name} ${b.label}`).join(", ")}`)
      .join("; "),
    panels,
    columns: 2,
  });
}
