/** `Content-Range` of an upload's piece (RFC 9110 14.4, in a request). Pure. */
import { SluiceError } from "../contract/error.ts";
import type { Piece } from "../services/uploads/piece.ts";

/**
 * `bytes a-b/total`, or `a-b/*` while the sender does not know the total; `bytes * /total` (no space) says no more than the total.
 * Without the header the body is the whole file.
 */
export function readContentRange(header: string | undefined, bodyBytes: number | null): Omit<Piece, "body"> {
  if (header === undefined) return { offset: 0, bytes: bodyBytes, totalBytes: bodyBytes, isLast: true };
  const [, first, last, whole] = /^bytes (?:(\d{1,15})-(\d{1,15})|\*)\/(\d{1,15}|\*)$/i.exec(header.trim()) ?? [];
  const totalBytes = whole === undefined || whole === "*" ? null : Number(whole);
  if (whole === undefined || (first === undefined && totalBytes === null)) throw badRange(header);
  if (first === undefined) return { offset: null, bytes: 0, totalBytes, isLast: false };
  const bytes = Number(last) - Number(first) + 1;
  if (bytes <= 0) throw badRange(header);
  if (bodyBytes !== null && bodyBytes !== bytes) {
    throw new SluiceError("bad-input", `Content-Range says ${bytes} bytes, and the body has ${bodyBytes}.`);
  }
  return { offset: Number(first), bytes, totalBytes, isLast: false };
}

function badRange(header: string): SluiceError {
  return new SluiceError("bad-input", `The header content-range is not understood: ${header.slice(0, 80)}`, {
    hint: "Send 'bytes first-last/total', or 'bytes first-last/*' while the total is not known.",
  });
}
