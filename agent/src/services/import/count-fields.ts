const mostNames = 100;
export const otherFields = "(more fields)";

/** How many rows carry each unknown field. A file with a new name in every row must not fill the memory. */
export function createFieldCounts() {
  const counts = new Map<string, number>();
  return {
    add(names: readonly string[]) {
      for (const given of names) {
        const short = given.slice(0, 80);
        const name = counts.has(short) || counts.size < mostNames ? short : otherFields;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    },
    toRecord: (): Record<string, number> => Object.fromEntries(counts),
  };
}
