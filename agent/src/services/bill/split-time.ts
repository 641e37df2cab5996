const quarterMs = 900_000;

/** A stretch of time, shared out to the buckets it lies in. Borders of buckets are on quarters of an hour, wherever the box stands. */
export function splitTime(fromMs: number, toMs: number, bucketOf: (atMs: number) => string | null): Map<string, number> {
  const shares = new Map<string, number>();
  for (let at = fromMs; at < toMs; ) {
    const next = Math.min(toMs, (Math.floor(at / quarterMs) + 1) * quarterMs);
    const bucket = bucketOf(at);
    if (bucket !== null) shares.set(bucket, (shares.get(bucket) ?? 0) + next - at);
    at = next;
  }
  return shares;
}
