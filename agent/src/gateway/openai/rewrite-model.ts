import { skipToValue } from "./usage-of.ts";

const name = Buffer.from('"model"');

/** Puts the public name where the engine named itself (first `"model":"…"`), without parsing. The same bytes come back when nothing differs. */
export function rewriteModel(answer: Buffer, publicName: string): Buffer {
  let at = answer.indexOf(name);
  while (at !== -1) {
    const start = skipToValue(answer, at + name.length);
    if (start !== -1 && answer[start] === 0x22) {
      const end = endOfString(answer, start);
      if (end === -1 || answer.toString("utf8", start + 1, end) === publicName) return answer;
      return Buffer.concat([answer.subarray(0, start), Buffer.from(JSON.stringify(publicName)), answer.subarray(end + 1)]);
    }
    at = answer.indexOf(name, at + name.length);
  }
  return answer;
}

/** Index of the closing quote of the string that opens at `start`; -1 where there is none. Long strings cost a memory search. */
export function endOfString(bytes: Buffer, start: number): number {
  const near = Math.min(bytes.length, start + 64);
  for (let i = start + 1; i < near; i++) {
    if (bytes[i] === 0x5c) i += 1;
    else if (bytes[i] === 0x22) return i;
  }
  if (near === bytes.length) return -1;
  for (let quote = bytes.indexOf(0x22, start + 1); quote !== -1; quote = bytes.indexOf(0x22, quote + 1)) {
    let before = quote - 1;
    while (bytes[before] === 0x5c) before -= 1;
    // An even number of backslashes escape each other and not the quote.
    if ((quote - before) % 2 === 1) return quote;
  }
  return -1;
}
