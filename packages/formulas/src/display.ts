/** The plugin point of ConvKit's notebooks: `show(value)` draws what this method returns. */
const display: symbol = Symbol.for("convkit.display");

/** Gives a value its MIME bundle; hidden, so the value prints and compares as the plain data it is. */
export function displayable<T extends object>(value: T, bundle: () => Record<string, string>): T {
  return Object.freeze(Object.defineProperty(value, display, { value: bundle }));
}
