/** One usage file as this gateway counts it: who is under way in it, and what ended in it after the snapshot. */
import { costOf, type UsageLine } from "../../contract/snapshot.ts";
import type { LineSeen } from "../meter.ts";
import { type Account, type Amount, hold, letGo } from "./account.ts";
import { createEndLog } from "./end-log.ts";

type Line<T extends UsageLine["t"]> = Extract<UsageLine, { t: T }>;
/** The lines that count, and what of them. */
export type CountedLine = LineSeen | Line<"mark"> | Line<"event">;
type OpenSeen = Extract<LineSeen, { t: "open" }>;
interface Open extends Amount {
  account: Account;
  line: OpenSeen;
  /** From its last mark. */
  completion: number;
  seenAt: number;
}

export interface UsageBookParts {
  accountOf(key: string): Account;
  /** The budget day a moment falls in. */
  dayOf(at: number): number;
  /** What the agent has stored of it already. */
  storedUpTo: number;
  /** How many ends are kept one by one; tests make it few. */
  endsKept?: number;
}
export interface UsageBook {
  /** `end`: the byte after the line. */
  take(line: CountedLine, end: number): void;
  canStore(upTo: number): boolean;
  /** A newer snapshot has all lines up to this byte. */
  stored(upTo: number): void;
  /** Its gateway is gone: what it left open is counted as the agent will count it. */
  orphan(): void;
  /** The agent has stored all of it, and what was left open. */
  close(): void;
}

export function createUsageBook(parts: UsageBookParts): UsageBook {
  const opens = new Map<string, Open>();
  const ends = createEndLog(parts.endsKept);
  let storedUpTo = parts.storedUpTo;
  const count = (account: Account, at: number, end: number, tokens: number, cost: number) => {
    account.minute.add(at, 0, tokens);
    if (end > storedUpTo) ends.push(end, account, parts.dayOf(at), tokens, cost);
  };
  const open = (line: OpenSeen) => {
    const account = parts.accountOf(line.key);
    const answer = Math.max(0, line.reserve - line.prompt);
    const cost = costOf(line.price, { prompt: line.prompt, completion: answer, cached: 0 });
    const one = { account, line, tokens: line.reserve, cost, completion: 0, seenAt: line.at };
    opens.set(line.id, one);
    hold(account, one);
    account.minute.add(line.at, 1, 0);
  };
  const ended = (id: string): void => {
    const one = opens.get(id);
    if (!one) return;
    opens.delete(id);
    letGo(one.account, one);
  };
  const orphan = () => {
    for (const [id, { account, line, completion, seenAt }] of opens) {
      ended(id);
      const cost = costOf(line.price, { prompt: line.prompt, completion, cached: 0 });
      count(account, seenAt, Number.POSITIVE_INFINITY, line.prompt + completion, cost);
    }
  };
  return {
    take(line, end) {
      if (line.t === "open") open(line);
      else if (line.t === "end") {
        ended(line.id);
        count(parts.accountOf(line.key), line.at, end, line.prompt + line.completion, line.cost);
      } else if (line.t === "mark") {
        const one = opens.get(line.id);
        if (!one) return;
        one.completion = line.completion;
        one.seenAt = line.at;
      }
    },
    canStore: (upTo) => upTo === storedUpTo || (upTo > storedUpTo && ends.canGo(upTo)),
    stored(upTo) {
      if (upTo === storedUpTo) return;
      storedUpTo = upTo;
      ends.go(upTo);
    },
    orphan,
    close() {
      orphan();
      storedUpTo = Number.POSITIVE_INFINITY;
      ends.go(storedUpTo);
    },
  };
}
