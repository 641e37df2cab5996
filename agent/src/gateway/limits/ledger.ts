/**
 * Spent = what the snapshot says + what ended in any usage file after the byte it has stored of it + what is under way.
 * A snapshot is taken as a whole or not at all: sums and offsets belong together.
 */
import type { Snapshot } from "../../contract/snapshot.ts";
import { type Account, createAccount, isIdle } from "./account.ts";
import { followUsage } from "./follow-usage.ts";
import { dayOf } from "./periods.ts";
import { type CountedLine, createUsageBook, type UsageBook } from "./usage-book.ts";
import type { UsageFolder } from "./usage-folder.ts";

export type SpentView = Pick<Snapshot, "spent" | "spentUpTo" | "closed" | "utcOffsetMinutes">;
export interface LedgerParts {
  /** What is known at the start. */
  view: SpentView;
  folder: UsageFolder;
  /** Files of this very gateway: it tells of each line itself. */
  isMine(name: string): boolean;
  now(): number;
  /** How many ends of a file are kept one by one; tests make it few. */
  endsKept?: number;
}
export type Ledger = ReturnType<typeof createLedger>;

export function createLedger(parts: LedgerParts) {
  const accounts = new Map<string, Account>();
  const mine = new Map<string, UsageBook>();
  let { view } = parts;
  let closed = new Set(view.closed);

  const accountOf = (key: string): Account => {
    let account = accounts.get(key);
    if (!account) {
      account = createAccount(view.spent[key] ?? null);
      accounts.set(key, account);
    }
    return account;
  };
  const newBook = (name: string): UsageBook =>
    createUsageBook({
      accountOf,
      dayOf: (at) => dayOf(at, view.utcOffsetMinutes),
      storedUpTo: closed.has(name) ? Number.POSITIVE_INFINITY : (view.spentUpTo[name] ?? 0),
      ...(parts.endsKept === undefined ? {} : { endsKept: parts.endsKept }),
    });
  const isClosed = (name: string) => closed.has(name);
  const others = followUsage({ ...parts, isClosed, newBook });

  return {
    accountOf,
    /** Takes what other gateways have written. True while one of them writes. */
    look: others.look,
    /** A line this gateway has just written; `end`: the byte after it. */
    line(file: string, line: CountedLine, end: number): void {
      let book = mine.get(file);
      if (!book) {
        book = newBook(file);
        mine.set(file, book);
      }
      book.take(line, end);
    },
    /** False: the sums of before stay, because this snapshot cuts a file where only its sum is left. A later one will do. */
    take(next: SpentView): boolean {
      others.look();
      const nowClosed = new Set(next.closed);
      const there = new Set(parts.folder.list());
      const isWhole = (name: string) => nowClosed.has(name) || !there.has(name);
      const books = [...mine, ...others.books];
      if (!books.every(([name, book]) => isWhole(name) || book.canStore(next.spentUpTo[name] ?? 0))) return false;
      for (const [name, book] of books) {
        if (!isWhole(name)) {
          book.stored(next.spentUpTo[name] ?? 0);
          continue;
        }
        book.close();
        mine.delete(name);
        others.forget(name);
      }
      view = next;
      closed = nowClosed;
      for (const [key, account] of accounts) {
        account.stored = view.spent[key] ?? null;
        if (isIdle(account, parts.now())) accounts.delete(key);
      }
      return true;
    },
  };
}
