/** What a file is, from its first bytes. People upload the archive instead of the file, or a file saved by Excel: say so at once. */
import { SluiceError } from "../../contract/error.ts";

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "gb18030";
export interface Sniffed {
  encoding: Encoding;
  /** Bytes of the byte order mark, to be passed over. */
  bomBytes: number;
}

const zipHint = "Unpack it and upload the .jsonl or .json file inside.";
const exportHint = "Export it as JSONL and upload that.";
const magics: readonly [bytes: readonly number[] | string, what: string, hint: string][] = [
  ["PK\u0003\u0004", "a zip archive (an Excel .xlsx is one, too)", zipHint],
  ["PK\u0005\u0006", "an empty zip archive", zipHint],
  [[0x1f, 0x8b], "a gzip archive", zipHint],
  [[0x28, 0xb5, 0x2f, 0xfd], "a zstd archive", zipHint],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "an xz archive", zipHint],
  ["BZh", "a bzip2 archive", zipHint],
  ["7z\u00bc\u00af", "a 7-Zip archive", zipHint],
  ["Rar!", "a RAR archive", zipHint],
  ["PAR1", "a Parquet file", exportHint],
  ["ARROW1", "an Arrow file", exportHint],
  ["%PDF", "a PDF document", exportHint],
  ["SQLite format 3", "a SQLite database", exportHint],
  [[0xd0, 0xcf, 0x11, 0xe0], "an old Microsoft Office document", exportHint],
];

/** `head`: the first 4 KB or less. Throws `file-empty`, `bad-file` or `bad-encoding`; GB18030 is found later, at the first byte that is not UTF-8. */
export function sniff(head: Buffer): Sniffed {
  if (head.length === 0) throw new SluiceError("file-empty", "The file is empty.", { hint: "Choose a file with rows in it." });
  for (const [bytes, what, hint] of magics) {
    if (startsWith(head, typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes)) {
      throw new SluiceError("bad-file", `This is ${what}, not JSON.`, { hint });
    }
  }
  if (startsWith(head, [0xff, 0xfe, 0, 0]) || startsWith(head, [0, 0, 0xfe, 0xff])) {
    throw new SluiceError("bad-encoding", "The file is UTF-32, which is not supported.", { hint: "Save it as UTF-8." });
  }
  if (startsWith(head, [0xef, 0xbb, 0xbf])) return { encoding: "utf-8", bomBytes: 3 };
  if (startsWith(head, [0xff, 0xfe])) return { encoding: "utf-16le", bomBytes: 2 };
  if (startsWith(head, [0xfe, 0xff])) return { encoding: "utf-16be", bomBytes: 2 };
  return sniffNuls(head);
}

/** JSON begins with two ASCII characters, so without a mark the place of the NUL tells UTF-16 for certain (RFC 4627 §3). */
function sniffNuls(head: Buffer): Sniffed {
  if (head.length >= 4 && head[0] !== 0 && head[1] === 0 && head[3] === 0) return { encoding: "utf-16le", bomBytes: 0 };
  if (head.length >= 4 && head[0] === 0 && head[1] !== 0 && head[2] === 0) return { encoding: "utf-16be", bomBytes: 0 };
  if (head.includes(0)) throw new SluiceError("bad-file", "This is a binary file, not JSON text.", { hint: exportHint });
  return { encoding: "utf-8", bomBytes: 0 };
}

function startsWith(head: Buffer, bytes: readonly number[] | Buffer): boolean {
  return head.length >= bytes.length && (bytes as readonly number[]).every((byte, i) => head[i] === byte);
}
