/** One side of the comparison: the engine itself, a peer in front of it, or our gateway. */
import type { Mock } from "./mock.ts";
import type { Tools } from "./prepare.ts";
import type { Running } from "./process.ts";

export interface Arm {
  name: string;
  /** Starts it in front of the mock engine; resolved once it has answered a real request with 200. */
  open(tools: Tools, mock: Mock): Promise<Door>;
}
/** Where the load goes. */
export interface Door {
  port: number;
  headers: Record<string, string>;
  /** Null for `direct`: nothing stands between. */
  running: Running | null;
  close(): Promise<void>;
}
