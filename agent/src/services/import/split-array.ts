import { isBlank } from "./split-lines.ts";
import { createTail, type Piece, rowLimitBytes, type Splitter } from "./splitter.ts";

/** What is wrong with the list itself, as a row of its own so that it is named like any other fault. */
export type ArrayFault = "cut-off" | "text-after";
const quote = 34;
const backslash = 92;
const comma = 44;

/** Items of one big JSON array, found byte by byte (strings, escapes, depth) so the file is never parsed whole. All the bytes
 * that matter are ASCII, which never occur inside a longer UTF-8 character. */
export function splitArray(
  onPiece: (piece: Piece) => void,
  onFault: (fault: ArrayFault, number: number) => void,
  limit = rowLimitBytes,
): Splitter {
  const tail = createTail(limit);
  let place: "before" | "inside" | "after" = "before";
  let number = 0;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let stray = false;

  /** Between two commas. A comma after the last item loses nothing and is let pass; an empty place elsewhere is a bad row. */
  function finish(last: Buffer, closing: boolean): void {
    const piece = tail.take(number + 1, last);
    if (closing && !piece.tooLong && isBlank(piece.bytes)) return;
    number++;
    onPiece(piece);
  }
  /** Returns the index just after the item's end, or -1 when the chunk ends first. */
  function findEnd(chunk: Buffer, from: number): number {
    for (let i = from; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
      } else if (byte === quote) inString = true;
      else if (byte === 0x7b || byte === 0x5b) depth++;
      else if (depth > 0 && (byte === 0x7d || byte === 0x5d)) depth--;
      else if (depth === 0 && (byte === comma || byte === 0x5d)) return i + 1;
    }
    return -1;
  }
  function pushInside(chunk: Buffer, from: number): number {
    const end = findEnd(chunk, from);
    if (end === -1) {
      tail.add(chunk.subarray(from));
      return chunk.length;
    }
    const closing = chunk[end - 1] !== comma;
    finish(chunk.subarray(from, end - 1), closing);
    if (closing) place = "after";
    return end;
  }
  return {
    push(chunk) {
      let at = 0;
      if (place === "before") {
        const open = chunk.indexOf(0x5b);
        if (open === -1) return;
        place = "inside";
        at = open + 1;
      }
      while (place === "inside" && at < chunk.length) at = pushInside(chunk, at);
      if (place === "after" && !stray && !isBlank(chunk.subarray(at))) stray = true;
    },
    end() {
      if (place === "inside") {
        if (tail.length > 0) finish(Buffer.alloc(0), true);
        onFault("cut-off", number + 1);
      } else if (stray) onFault("text-after", number + 1);
    },
  };
}
