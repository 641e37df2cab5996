/** Where a piece belongs in an upload, or why it does not fit. Pure. */
import type { Readable } from "node:stream";
import { SluiceError } from "../../contract/error.ts";

export interface Piece {
  /** Null: wherever the upload stands; for a piece without bytes that only says how long the file is. */
  offset: number | null;
  /** Null: until the body ends. */
  bytes: number | null;
  /** Of the whole file; null while the sender does not know. */
  totalBytes: number | null;
  /** Where the body ends the file ends. */
  isLast: boolean;
  body: Readable;
}
type Held = { bytes: number; card: { totalBytes: number | null } };

/** Throws `wrong-offset` (with what is held) or `bad-input`. */
export function placeOf(piece: Omit<Piece, "body">, held: Held): { totalBytes: number | null; mostBytes: number } {
  const { bytes: at } = held;
  if (piece.offset !== null && piece.offset !== at) throw wrongOffset(at);
  const known = held.card.totalBytes;
  const totalBytes = piece.totalBytes ?? known;
  if (known !== null && totalBytes !== known) {
    throw new SluiceError("bad-input", `The upload was announced with ${known} bytes, and this piece says ${totalBytes}.`);
  }
  const end = at + (piece.bytes ?? 0);
  if (totalBytes !== null && end > totalBytes) {
    throw new SluiceError("bad-input", `The piece ends at byte ${end}, behind the end of the file at ${totalBytes}.`);
  }
  const left = totalBytes === null ? Number.POSITIVE_INFINITY : totalBytes - at;
  return { totalBytes, mostBytes: Math.min(left, piece.bytes ?? left) };
}

function wrongOffset(heldBytes: number): SluiceError {
  return new SluiceError("wrong-offset", `The upload holds ${heldBytes} bytes; the next piece must begin there.`, {
    details: { heldBytes },
  });
}

export function brokeOff(heldBytes: number, promisedBytes: number): SluiceError {
  return new SluiceError("bad-file", `The upload broke off: ${heldBytes} of ${promisedBytes} bytes arrived.`, {
    hint: "Send the rest.",
    details: { heldBytes },
  });
}
