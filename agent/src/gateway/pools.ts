import { Pool } from "undici";
import type { ReplicaSnapshot } from "../contract/snapshot.ts";

export interface Pools {
  of(replica: ReplicaSnapshot): Pool;
  /** Lets go of engines nobody names any more; their streams in flight end in peace. */
  keepOnly(replicas: Iterable<ReplicaSnapshot>): void;
  close(): Promise<void>;
}

const engineTimeoutMs = 30 * 60_000;
/**
 * Idle connections go before the engine drops them (llama.cpp: 5 s), and do not sit on its few threads. Over a second, because
 * up to that undici makes and clears a timer of Node's own for every request.
 */
const idleMs = 1500;

export function createPools(): Pools {
  const pools = new Map<string, Pool>();
  return {
    of(replica) {
      const address = addressOf(replica);
      let pool = pools.get(address);
      if (!pool) {
        pool = newPool(replica);
        pools.set(address, pool);
      }
      return pool;
    },
    keepOnly(replicas) {
      const wanted = new Set([...replicas].map(addressOf));
      for (const [address, pool] of pools) {
        if (wanted.has(address)) continue;
        pools.delete(address);
        void pool.close();
      }
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

function addressOf({ socket, port }: ReplicaSnapshot): string {
  return socket ?? `http://127.0.0.1:${port}`;
}

function newPool({ socket, port }: ReplicaSnapshot): Pool {
  return new Pool(socket === null ? `http://127.0.0.1:${port}` : "http://engine", {
    ...(socket === null ? {} : { socketPath: socket }),
    pipelining: 1,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    connectTimeout: 5000,
    // A model on a CPU may think for minutes before its first byte.
    headersTimeout: engineTimeoutMs,
    bodyTimeout: engineTimeoutMs,
  });
}
