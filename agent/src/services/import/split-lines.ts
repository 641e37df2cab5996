import { createTail, type Piece, rowLimitBytes, type Splitter } from "./splitter.ts";

/** Lines of JSONL. `\r\n` is accepted; blank lines count as lines but are no rows. */
export function splitLines(onPiece: (piece: Piece) => void, limit = rowLimitBytes): Splitter {
  const tail = createTail(limit);
  let line = 0;
  function finish(last: Buffer): void {
    line++;
    const piece = tail.take(line, last);
    if (piece.tooLong || !isBlank(piece.bytes)) onPiece(piece);
  }
  return {
    push(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        finish(chunk.subarray(start, end));
        start = end + 1;
      }
      if (start < chunk.length) tail.add(chunk.subarray(start));
    },
    end() {
      if (tail.length > 0) finish(Buffer.alloc(0));
    },
  };
}

/** Space, tab and carriage return, which JSON calls white space too. */
export function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 32 && byte !== 9 && byte !== 13 && byte !== 10) return false;
  return true;
}
