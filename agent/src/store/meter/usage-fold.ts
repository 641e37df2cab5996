/** What a batch of lines comes to, in memory: most requests open and end in one batch and never touch the table of open ones. */
import { costOf, type UsageLine } from "../../contract/snapshot.ts";

export type UsageOpen = Extract<UsageLine, { t: "open" }>;
export type UsageEnd = Extract<UsageLine, { t: "end" }>;
export interface OpenRequest {
  line: UsageOpen;
  markedAt: number;
  completion: number;
}
export interface Folded {
  ends: UsageEnd[];
  /** Opened in this batch and not ended in it. */
  opens: Map<string, OpenRequest>;
  /** Last marks and ends of requests that an earlier batch opened. */
  marks: Map<string, { at: number; completion: number }>;
  ended: string[];
}

export function foldLines(lines: readonly UsageLine[]): Folded {
  const { ends, opens, marks, ended }: Folded = { ends: [], opens: new Map(), marks: new Map(), ended: [] };
  for (const line of lines) {
    if (line.t === "open") opens.set(line.id, { line, markedAt: line.at, completion: 0 });
    else if (line.t === "mark") {
      const open = opens.get(line.id);
      if (open) Object.assign(open, { markedAt: line.at, completion: line.completion });
      else marks.set(line.id, line);
    } else if (line.t === "end") {
      ends.push(line);
      if (opens.delete(line.id)) continue;
      ended.push(line.id);
      marks.delete(line.id);
    }
  }
  return { ends, opens, marks, ended };
}

/** Its gateway died without an end line: charged for what was last seen, by the price it was asked at, and marked as a guess. */
export function endOfOrphan({ line, markedAt, completion }: OpenRequest): UsageEnd {
  const { reserve: _reserve, price, prompt, t: _t, ...call } = line;
  const tokens = { prompt, completion, cached: 0 };
  const times = { at: markedAt, firstMs: null, totalMs: markedAt - line.at, queueMs: 0 };
  const how = { status: 502, stream: true, tries: 1, estimated: true, cut: "engine" as const, log: null };
  return { t: "end", ...call, ...times, ...tokens, ...how, cost: costOf(price, tokens) };
}
