/** Refuses JSON that is made to hurt before anything parses it: parsing is quick, but what it builds may be many times the size. */
import { endOfString } from "../openai/rewrite-model.ts";

/** No honest question nests deeper; engines and our own writer recurse. */
const maxDepth = 64;
/** Half a million values are 100 MB of objects. A long list of texts or tokens to embed has fewer. */
const maxValues = 500_000;

/** How the sentence "The body …" goes on; null when it may be parsed. Strings are leapt over, so a large image costs next to nothing. */
export function jsonTrouble(text: string): string | null {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text.charCodeAt(at);
    if (byte === 0x22) {
      at = endOfString(text, at);
      // Never closed: the parser says so better.
      if (at === -1) return null;
    } else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      values += 1;
      if (depth > maxDepth) return `nests deeper than ${maxDepth} levels.`;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
    else if (byte === 0x2c) values += 1;
    if (values > maxValues) return `holds more than ${maxValues} values.`;
  }
  return null;
}
