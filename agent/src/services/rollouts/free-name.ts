/** A name for the next version's deployment: the route's own with a number, as deployments may be called. Pure. */
export function freeName(routeName: string, taken: ReadonlySet<string>): string {
  const stem = routeName
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .slice(0, 56);
  // The one that was there before routes were made of it counts as the first.
  for (let n = taken.has(stem) ? 2 : 1; ; n += 1) {
    const name = `${stem}-${n}`;
    if (!taken.has(name)) return name;
  }
}
