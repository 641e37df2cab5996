/** What was kept of a request, by the place its usage line names; null: it is gone with its days. */
export type ReadExchange = (log: string) => Promise<KeptExchange | null>;
export interface KeptExchange {
  /** As the client sent it, in the shape of its path. */
  request: unknown;
  /** Whole, in that shape too. */
  answer: unknown;
  /** What the route put before it. */
  system: string | null;
}
