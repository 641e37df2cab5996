import { Pool } from "undici";
import type { RouteSnapshot } from "../contract/snapshot.ts";

export interface Pools {
  /** Null while the engine is not ready. */
  of(route: RouteSnapshot): Pool | null;
  /** Lets go of engines no route names any more; their streams in flight end in peace. */
  keepOnly(routes: Iterable<RouteSnapshot>): void;
  close(): Promise<void>;
}

const engineTimeoutMs = 30 * 60_000;
/** Idle connections go before the engine drops them (llama.cpp: 5 s), and do not sit on its few threads. */
const idleMs = 1000;

export function createPools(): Pools {
  const pools = new Map<string, Pool>();
  return {
    of(route) {
      const address = addressOf(route);
      if (address === null) return null;
      let pool = pools.get(address);
      if (!pool) {
        pool = newPool(route);
        pools.set(address, pool);
      }
      return pool;
    },
    keepOnly(routes) {
      const wanted = new Set([...routes].map(addressOf));
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

function addressOf(route: RouteSnapshot): string | null {
  return route.socket ?? (route.port === null ? null : `http://127.0.0.1:${route.port}`);
}

function newPool(route: RouteSnapshot): Pool {
  return new Pool(route.socket === null ? `http://127.0.0.1:${route.port}` : "http://engine", {
    ...(route.socket === null ? {} : { socketPath: route.socket }),
    pipelining: 1,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    connectTimeout: 5000,
    // A model on a CPU may think for minutes before its first byte.
    headersTimeout: engineTimeoutMs,
    bodyTimeout: engineTimeoutMs,
  });
}
