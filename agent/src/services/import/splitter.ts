/** What both splitters have in common: bytes in by chunks, whole rows out, and never more than the limit held in memory. */

/** One row of the file, still as text: a line of JSONL or an item of a JSON array. */
export interface Piece {
  /** 1-based line, or number of the item. */
  number: number;
  /** Valid only during the call. Cut short when `tooLong`. */
  bytes: Buffer;
  /** Whole length; more than `bytes.length` when too long. */
  length: number;
  tooLong: boolean;
}
export interface Splitter {
  push(chunk: Buffer): void;
  end(): void;
}

export const rowLimitBytes = 16 * 1024 * 1024;
/** What is kept of a row that is too long. */
const excerptBytes = 400;

/** Collects the part of a row that a chunk end cut off. Over the limit only the first bytes are kept, for the excerpt. */
export function createTail(limit: number) {
  let parts: Buffer[] = [];
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(bytes: Buffer) {
      const wasTooLong = length > limit;
      length += bytes.length;
      if (wasTooLong) return;
      parts.push(Buffer.from(bytes));
      if (length > limit) parts = [Buffer.concat(parts, Math.min(length, excerptBytes))];
    },
    /** The row that ends with `last`, without copying when nothing was held. */
    take(number: number, last: Buffer): Piece {
      const whole = length + last.length;
      const tooLong = whole > limit;
      const bytes = tooLong ? Buffer.concat([...parts, last]).subarray(0, excerptBytes) : join(parts, last);
      parts = [];
      length = 0;
      return { number, bytes, length: whole, tooLong };
    },
  };
}

const join = (parts: Buffer[], last: Buffer) => (parts.length === 0 ? last : Buffer.concat([...parts, last]));
