/** A page of a version's rows, wherever it lies: the index leads straight to it. */
import { open } from "node:fs/promises";
import { Row, type RowPreview } from "../../contract/dataset.ts";
import { SluiceError } from "../../contract/error.ts";
import { parseJson } from "../../lib/parse-json.ts";
import { type IndexEntry, readIndex } from "./row-index.ts";
import { versionFiles } from "./version-files.ts";

export interface RowsQuery {
  /** Number of the last row seen; 0 for the first page. */
  after: number;
  limit: number;
  split?: RowPreview["split"] | undefined;
}

/** A page of rows of 16 MB each must not become an answer of gigabytes. */
const mostBytes = 4 * 1024 * 1024;

export async function readRows(dir: string, query: RowsQuery): Promise<{ rows: RowPreview[]; nextAfter: string | null }> {
  const files = versionFiles(dir);
  const index = await open(files.index, "r");
  try {
    const wanted = await chooseEntries(readIndex(index, query.after + 1), query);
    const rows = await open(files.rows, "r");
    try {
      const size = (await rows.stat()).size;
      const data: RowPreview[] = [];
      let bytes = 0;
      for (const { entry, end } of wanted.entries) {
        const length = (end ?? size) - entry.offset - 1;
        if (data.length > 0 && bytes + length > mostBytes) return { rows: data, nextAfter: String(data.at(-1)!.number) };
        bytes += length;
        const { buffer } = await rows.read(Buffer.alloc(length), 0, length, entry.offset);
        data.push({ number: entry.number, split: entry.heldOut ? "held-out" : "train", row: parseRow(buffer) });
      }
      return { rows: data, nextAfter: wanted.hasMore ? String(data.at(-1)!.number) : null };
    } finally {
      await rows.close();
    }
  } finally {
    await index.close();
  }
}

/** The entries of the page, each with where the next row begins, and whether any of the kind comes after them. */
async function chooseEntries(all: AsyncGenerator<IndexEntry>, { limit, split }: RowsQuery) {
  const entries: { entry: IndexEntry; end: number | null }[] = [];
  let open: { entry: IndexEntry; end: number | null } | null = null;
  for await (const entry of all) {
    if (open) open.end = entry.offset;
    open = null;
    if (split && entry.heldOut !== (split === "held-out")) continue;
    if (entries.length === limit) return { entries, hasMore: true };
    open = { entry, end: null };
    entries.push(open);
  }
  return { entries, hasMore: false };
}

function parseRow(bytes: Buffer): Row {
  const row = parseJson(bytes.toString("utf8"), Row);
  if (row === null) throw new SluiceError("internal", "A row of this dataset cannot be read; its file was changed from outside.");
  return row;
}
