/** Reads the usage files of other gateways: those before us, and one that still drains beside us. */
import { readUsageLine } from "../../contract/read-usage-line.ts";
import { windowMs } from "./minute-window.ts";
import type { UsageBook } from "./usage-book.ts";
import type { UsageFolder } from "./usage-folder.ts";

export interface FollowParts {
  folder: UsageFolder;
  isMine(name: string): boolean;
  /** The agent has stored all of it, with what it left open. */
  isClosed(name: string): boolean;
  newBook(name: string): UsageBook;
  now(): number;
}
export interface Follower {
  books: ReadonlyMap<string, UsageBook>;
  /** Takes what is new. True while a file grows: then another look is worth it soon. */
  look(): boolean;
  /** Nothing more is read of it. */
  forget(name: string): void;
}
interface Place {
  readUpTo: number;
  /** Its gateway is gone and all is read: nothing will ever be added. */
  isOver: boolean;
}

export function followUsage(parts: FollowParts): Follower {
  const { folder } = parts;
  const places = new Map<string, Place>();
  const books = new Map<string, UsageBook>();

  const readOn = (name: string, place: Place, book: UsageBook): boolean => {
    const before = place.readUpTo;
    for (;;) {
      const { bytes, next, atEnd } = folder.read(name, place.readUpTo);
      takeLines(bytes, place.readUpTo, book);
      place.readUpTo = next;
      if (atEnd) return next > before;
    }
  };
  const begin = (name: string): Place => {
    const place = { readUpTo: 0, isOver: false };
    places.set(name, place);
    if (!parts.isClosed(name)) {
      books.set(name, parts.newBook(name));
      return place;
    }
    // All of it is in the sums; but the last minute is not in any snapshot.
    place.isOver = true;
    if ((folder.changedAt(name) ?? 0) <= parts.now() - windowMs) return place;
    const book = parts.newBook(name);
    readOn(name, place, book);
    book.close();
    return place;
  };
  return {
    books,
    forget(name) {
      books.delete(name);
      const place = places.get(name);
      if (place) place.isOver = true;
    },
    look() {
      let isGrowing = false;
      const names = folder.list().filter((name) => !parts.isMine(name));
      for (const name of names) {
        const place = places.get(name) ?? begin(name);
        const book = books.get(name);
        if (place.isOver || !book) continue;
        if (readOn(name, place, book)) isGrowing = true;
        else if (!folder.isHeld(name)) {
          // What was written between that read and its maker's end.
          readOn(name, place, book);
          book.orphan();
          place.isOver = true;
        }
      }
      const there = new Set(names);
      for (const name of places.keys()) if (!there.has(name) && !books.has(name)) places.delete(name);
      return isGrowing;
    },
  };
}

function takeLines(bytes: Buffer, from: number, book: UsageBook): void {
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start) + 1;
    const line = readUsageLine(bytes.toString("utf8", start, end - 1));
    if (line) book.take(line, from + end);
    start = end;
  }
}
