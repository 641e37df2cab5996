/** Can the rows of a file be trained on? Read like an import, and nothing is written. */
import type { BadRow } from "../../contract/dataset.ts";
import { decoded, noRows, readInto } from "./scan.ts";

export interface CheckTask {
  kind: "check";
  file: string;
}
export interface CheckResult {
  rows: number;
  badRows: number;
  /** The first few. */
  sample: BadRow[];
}
const sampleSize = 3;

/** Throws `file-empty`, `bad-file` or `bad-encoding`. */
export function checkRows({ file }: CheckTask): CheckResult {
  return decoded(file, (sniffed) => {
    const result: CheckResult = { rows: 0, badRows: 0, sample: [] };
    const sink = {
      addRow: () => void result.rows++,
      addBadRow(badRow: BadRow) {
        result.rows++;
        result.badRows++;
        if (result.sample.length < sampleSize) result.sample.push(badRow);
      },
    };
    readInto(sink, file, sniffed, null, () => undefined);
    if (result.rows === 0) throw noRows();
    return result;
  });
}
