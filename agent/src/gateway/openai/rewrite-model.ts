import { type Latin1, latin1Of } from "../latin1.ts";
import { skipToValue } from "./usage-of.ts";

const name = '"model"';

/** Puts the public name where the engine named itself (first `"model":"…"`), without parsing. The same bytes come back when nothing differs. */
export function rewriteModel(answer: Latin1, publicName: string): Latin1 {
  return putModel(answer, quoted(publicName));
}

export const quoted = (publicName: string): Latin1 => latin1Of(JSON.stringify(publicName));

/** The same for many answers under one name, which is given as `quoted`. */
export function putModel(answer: Latin1, wanted: Latin1): Latin1 {
  for (let at = answer.indexOf(name); at !== -1; at = answer.indexOf(name, at + name.length)) {
    const start = skipToValue(answer, at + name.length);
    if (answer[start] !== '"') continue;
    const end = endOfString(answer, start);
    if (end === -1 || answer.startsWith(wanted, start)) return answer;
    return answer.slice(0, start) + wanted + answer.slice(end + 1);
  }
  return answer;
}

/** Index of the closing quote of the string that opens at `start`; -1 where there is none. */
export function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let before = quote - 1;
    while (before > start && text.charCodeAt(before) === 0x5c) before -= 1;
    // An even number of backslashes escape each other and not the quote.
    if ((quote - before) % 2 === 1) return quote;
  }
  return -1;
}
