/**
 * One question to an engine and its answer back: straight from its connection into Node's response (fetch and web streams cost
 * 10-20 times as much). It goes upstream once its open line is in the books.
 */
import { Attempt } from "./attempt.ts";
import type { Exchange } from "./exchange.ts";
import { createNext, type Next } from "./next-engine.ts";

export function relay(exchange: Exchange): void {
  let next: Next | null = null;
  const onFailed = (error: Error) => {
    next ??= createNext(exchange, (lane) => {
      exchange.target = lane;
      attempt = new Attempt(exchange, onFailed);
      attempt.start();
    });
    next(attempt, error);
  };
  let attempt = new Attempt(exchange, onFailed);
  exchange.res.on("close", () => attempt.hangUp());
  exchange.tally.written(() => attempt.start());
}
