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
