import type { ServerResponse } from "node:http";
import type { Logger } from "../lib/logger.ts";
import type { Tally } from "./meter.ts";
import type { Question } from "./openai/read-question.ts";
import type { Target } from "./pick.ts";

/** One request on its way: what was asked, where the answer goes and the bill. */
export interface Exchange {
  res: ServerResponse;
  question: Question;
  target: Target;
  /** What goes upstream. */
  body: string;
  path: string;
  tally: Tally;
  log: Logger;
}

/** How an answer is handed on; one kind for streams, one for whole bodies. */
export interface Answer {
  /** False: the client is slower than the engine, hold on until it has drained. */
  data(chunk: Buffer): boolean;
  end(): void;
  /** The client hung up or the engine died. Writes the end line; tells the client what can still be told. */
  cut(by: "client" | "engine"): void;
}
