/**
 * Bytes of an engine as text with a character for each byte. Frames and answers are cut, searched and sent on in this form: V8 keeps
 * it in a byte each, and a string costs far less than a Buffer to slice, join and write.
 */
export type Latin1 = string;

const plain = /^\p{ASCII}*$/u;

/** UTF-8 text as its bytes. */
export function latin1Of(text: string): Latin1 {
  return plain.test(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

/** Bytes that are UTF-8 as text. */
export function textOf(bytes: Latin1): string {
  return plain.test(bytes) ? bytes : Buffer.from(bytes, "latin1").toString("utf8");
}

/**
 * V8 keeps what was put together as a tree of its pieces until somebody looks at one character. Where the text lives as long as an
 * answer, its pieces, for each stream under way, are what the garbage collector stands still for.
 */
export function joinPieces(text: string): void {
  // Used, or a compiler leaves out the look.
  if (text.charCodeAt(0) === 0) throw new Error("No line of text begins with a zero.");
}
