/** Cheap, stable, unkeyed: the same caller lands on the same side in every gateway and after every restart. Not for secrets. */

const maxChars = 1024;

/** FNV-1a over the first 1,024 characters, then mixed so that near texts lie far apart. An unsigned 32-bit number. */
export function hashText(text: string, seed = 0): number {
  const end = Math.min(text.length, maxChars);
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (let i = 0; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** Spreads a number over all 32 bits (the finalizer of MurmurHash3). */
export function mix(number: number): number {
  let hash = number | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** From 0 up to, not including, 1. */
export const unitOf = (hash: number): number => hash / 0x1_0000_0000;
