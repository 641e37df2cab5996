/** Which engine of a deployment: the one that knows how this prompt begins, unless its queue is much the longest. Pure. */
import { mix } from "./hash.ts";

interface Replica {
  /** Stands for this engine in the draw. */
  hash: number;
  /** Requests it has from us, and those it says are waiting. */
  load(): number;
}

/** A warm prefix is worth a short wait, and not more. */
const margin = 4;

export function chooseReplica<R extends Replica>(replicas: readonly R[], affinity: () => number): R | null {
  if (replicas.length <= 1) return replicas[0] ?? null;
  const wanted = affinity();
  let preferred = replicas[0]!;
  let least = preferred;
  let best = -1;
  for (const replica of replicas) {
    // Highest draw wins: when an engine comes or goes, only its own share of the prompts moves.
    const draw = mix(wanted ^ replica.hash);
    if (draw > best) [best, preferred] = [draw, replica];
    if (replica.load() < least.load()) least = replica;
  }
  return preferred.load() > least.load() + margin ? least : preferred;
}
