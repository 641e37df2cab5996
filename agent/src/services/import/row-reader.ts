/** Text chunks in, checked rows into the stage. Finds out by itself whether the file is JSON lines or one JSON array. */
import type { BadRow, DataFormat } from "../../contract/dataset.ts";
import { checkRow, looksLike } from "./check-row.ts";
import { bad, type Checked, type Fault } from "./checked.ts";
import { createFieldCounts } from "./count-fields.ts";
import { type ArrayFault, splitArray } from "./split-array.ts";
import { splitLines } from "./split-lines.ts";
import { type Piece, rowLimitBytes, type Splitter } from "./splitter.ts";
import type { Stage } from "./stage.ts";

const excerptLength = 160;
const faultReasons: Record<ArrayFault, string> = {
  "cut-off": "The list is cut off: its closing ] is missing. Was the file copied whole?",
  "text-after": "There is more text after the closing ] of the list; it was not read.",
};

export type RowSink = Pick<Stage, "addRow" | "addBadRow">;

/** `checkBytes` sees each row's bytes before they are decoded, and throws if they are not UTF-8. */
export function createRowReader(stage: RowSink, wanted: DataFormat | null, checkBytes: (bytes: Buffer) => void) {
  const fields = createFieldCounts();
  let format = wanted;
  let splitter: Splitter | null = null;
  let unit: BadRow["unit"] = "line";

  function onPiece(piece: Piece): void {
    if (!piece.tooLong) checkBytes(piece.bytes);
    const text = piece.bytes.toString("utf8");
    const checked = piece.tooLong ? tooLong(piece, unit) : parseRow(text);
    if (checked.ok) {
      stage.addRow(checked.row);
      if (checked.unknown.length > 0) fields.add(checked.unknown);
    } else addBad(piece.number, checked, text);
  }
  function parseRow(text: string): Checked {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      return bad("not-json", jsonFault(text, error as Error));
    }
    format ??= looksLike(value);
    return checkRow(value, format);
  }
  function addBad(line: number, { code, reason }: Fault, text: string): void {
    stage.addBadRow({ line, unit, code, reason, excerpt: excerptOf(text) });
  }
  function start(chunk: Buffer): Splitter | null {
    const first = chunk.find((byte) => byte !== 32 && byte !== 9 && byte !== 10 && byte !== 13);
    if (first !== 0x5b) return splitLines(onPiece);
    unit = "item";
    return splitArray(onPiece, (fault, number) => addBad(number, { code: fault, reason: faultReasons[fault] }, ""));
  }
  return {
    push(chunk: Buffer) {
      splitter ??= start(chunk);
      splitter?.push(chunk);
    },
    end() {
      splitter?.end();
    },
    result: () => ({ format, unknownFields: fields.toRecord() }),
  };
}

function tooLong(piece: Piece, unit: BadRow["unit"]): Checked {
  const megabytes = (piece.length / 1024 / 1024).toFixed(1);
  return bad("too-long", `The ${unit} is ${megabytes} MB long; the most is ${rowLimitBytes / 1024 / 1024} MB.`);
}

/** V8's message without the piece of text it quotes: the excerpt already shows it. */
function jsonFault(text: string, error: Error): string {
  const trimmed = text.trim();
  if (trimmed === "") return "The item is empty: two commas follow each other.";
  if (/^[[{],?$/.test(trimmed)) return "Not valid JSON: each row must stand whole on one line.";
  const message = error.message
    .replace(/,? ?\.{0,3}"[\s\S]*"\.{0,3} is not valid JSON$/, "")
    .replace(/ in JSON at position (\d+).*$/, (_all, at: string) => ` at character ${Number(at) + 1}`);
  return `Not valid JSON: ${message.charAt(0).toLowerCase()}${message.slice(1)}.`;
}

/** One line, well-formed even where the cut goes through a character. */
function excerptOf(text: string): string {
  const line = text
    .slice(0, excerptLength)
    .replace(/[\p{Cc}\ufffd]+/gu, " ")
    .toWellFormed()
    .trim();
  return text.length > excerptLength ? `${line}…` : line;
}
