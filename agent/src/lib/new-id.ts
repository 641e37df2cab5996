import { randomBytes } from "node:crypto";

const letters = "abcdefghijkmnpqrstuvwxyz23456789";
/** A server-made id: `<prefix>_<16 letters>`, 80 bits, safe in paths and URLs. */
export function newId(prefix: string): string {
  let id = "";
  for (const byte of randomBytes(16)) id += letters[byte % 32];
  return `${prefix}_${id}`;
}
