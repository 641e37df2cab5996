/** The usage row's rule, for one request: what the engine sent beside what the books charge. */
import type { Sent } from "./mock.ts";

/** A line of the books. */
export interface Charged {
  id: string;
  prompt: number;
  completion: number;
  status: number;
  estimated: boolean;
  cut: "client" | "engine" | null;
}
/** Frames between the engine's socket and the client's that nobody could have counted. */
const framesOnTheWay = 2;

/** Null: within the rule. Else what is wrong with it. `framesPerSecond`: how much a second of frames is. */
export function verdictOf(
  sent: Sent,
  charged: Charged | undefined,
  delivered: number | null,
  framesPerSecond: number,
): string | null {
  if (!charged) return "not in the books";
  if (charged.completion > sent.sent) return "charged more than was sent";
  if (sent.state === "failed") return null;
  // What a killed gateway left open: closed by the agent, as a guess.
  if (charged.cut === "engine") {
    if (!charged.estimated) return "a guess that is not marked";
    return sent.stream && sent.sent - charged.completion > framesPerSecond + framesOnTheWay
      ? "more than a second of frames short"
      : null;
  }
  if (charged.cut === "client") {
    if (delivered !== null && charged.completion < delivered) return "charged less than was delivered";
    return sent.stream && sent.sent - charged.completion > framesOnTheWay ? "frames short" : null;
  }
  if (charged.status !== 200) return `ended with ${charged.status}`;
  const equal = charged.prompt === sent.prompt && charged.completion === sent.completion && !charged.estimated;
  return equal ? null : "ended, but not with the engine's own numbers";
}
