/** What `make` makes of the last 100 arguments that differ, told apart by `key`: equal settings share one plan. */
export function remember<G, T>(key: (of: G) => string, make: (of: G) => T): (of: G) => T {
  const made = new Map<string, T>();
  return (of) => {
    const name = key(of);
    const known = made.get(name) ?? make(of);
    made.delete(name);
    made.set(name, known); // the newest stands last
    if (made.size > 100) made.delete(made.keys().next().value as string);
    return known;
  };
}
