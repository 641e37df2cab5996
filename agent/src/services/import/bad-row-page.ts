import { open } from "node:fs/promises";
import { BadRow } from "../../contract/dataset.ts";
import type { List } from "../../contract/word.ts";
import { parseJson } from "../../lib/parse-json.ts";

/** No line of ours is longer: excerpt and reason are short. */
const mostLineBytes = 4096;

/** A page of bad-rows.jsonl. `after` is a byte offset, so the last page costs what the first does. A missing file has none. */
export async function readBadRows(file: string, total: number, after: number, limit: number): Promise<List<BadRow>> {
  const handle = await open(file, "r").catch(() => null);
  if (handle === null) return { data: [], total, nextAfter: null };
  try {
    const buffer = Buffer.alloc(limit * mostLineBytes);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, after);
    const data: BadRow[] = [];
    let start = 0;
    for (let end = buffer.indexOf(10); end !== -1 && end < bytesRead && data.length < limit; end = buffer.indexOf(10, start)) {
      const row = parseJson(buffer.toString("utf8", start, end), BadRow);
      if (row) data.push(row);
      start = end + 1;
    }
    const isLast = after + start >= (await handle.stat()).size || start === 0;
    return { data, total, nextAfter: isLast ? null : String(after + start) };
  } finally {
    await handle.close();
  }
}
