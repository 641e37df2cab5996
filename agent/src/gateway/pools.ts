/** The ways to all engines of the box, by address. */
import type { ReplicaSnapshot } from "../contract/snapshot.ts";
import { EngineLinks } from "./engine-link/engine-links.ts";

export interface Pools {
  of(replica: ReplicaSnapshot): EngineLinks;
  /** Lets go of engines nobody names any more; their streams in flight end in peace. */
  keepOnly(replicas: Iterable<ReplicaSnapshot>): void;
  close(): void;
}

export function createPools(): Pools {
  const pools = new Map<string, EngineLinks>();
  return {
    of(replica) {
      const address = addressOf(replica);
      let pool = pools.get(address);
      if (!pool) {
        pool = new EngineLinks(replica);
        pools.set(address, pool);
      }
      return pool;
    },
    keepOnly(replicas) {
      const wanted = new Set([...replicas].map(addressOf));
      for (const [address, pool] of pools) {
        if (wanted.has(address)) continue;
        pools.delete(address);
        pool.close();
      }
    },
    close() {
      for (const pool of pools.values()) pool.destroy();
    },
  };
}

function addressOf({ socket, port }: ReplicaSnapshot): string {
  return socket ?? `http://127.0.0.1:${port}`;
}
