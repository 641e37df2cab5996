import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Reply } from "./client.ts";
import type { Keep } from "./exchange-log.ts";
import type { Pools } from "./pools.ts";
import type { Question } from "./questions/question.ts";
import type { Lane } from "./routing/lanes.ts";
import type { Router, Wish } from "./routing/router.ts";
import type { WaitingRoom } from "./routing/waiting-room.ts";
import type { Tally } from "./tally.ts";

/** One request on its way: what was asked, where the answer goes and the bill. */
export interface Exchange {
  res: Reply;
  question: Question;
  /** Who is asked now: another one may be before the first byte. */
  target: Lane;
  tally: Tally;
  /** Where its project keeps requests and answers. */
  keep: Keep | null;
  log: Logger;
  clock: Clock;
  pools: Pools;
  router: Router;
  room: WaitingRoom;
  wish: Wish;
}

/** How an answer is handed on; one kind for streams, one for whole bodies. */
export interface Answer {
  /** False: the client is slower than the engine, hold on until it has drained. */
  data(chunk: Buffer): boolean; // the bytes are good for this call only
  /** Whether the engine said all it had to say, and did not give up on the way. */
  isWhole(): boolean;
  /** All is there: the end line, then the client's last byte. */
  end(): void;
  /** The client hung up, or the engine died after the client's first byte. Writes the end line; tells the client what can still be told. */
  cut(by: "client" | "engine"): void;
}
