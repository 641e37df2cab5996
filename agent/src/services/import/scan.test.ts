import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createOutFile } from "./out-file.ts";
import { scan } from "./scan.ts";
import { stageFiles } from "./stage.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "sluice-scan-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const stageDir = () => path.join(dir, "stage");
function scanText(text: string | Buffer) {
  writeFileSync(path.join(dir, "file"), text);
  return scan({ kind: "scan", file: path.join(dir, "file"), stageDir: stageDir(), format: "auto" }, () => {});
}
const row = (n: number | string) => ({
  messages: [
    { role: "user", content: `q${n}` },
    { role: "assistant", content: `a${n}` },
  ],
});
const line = (n: number | string) => JSON.stringify(row(n));

test("one bad row among 100,000 is named with its exact line", () => {
  const lines = Array.from({ length: 100_000 }, (_, i) => line(i));
  lines[77_776] = '{"messages": [{"role": "user" "content": "x"}]}';
  const result = scanText(lines.join("\n"));
  expect(result).toMatchObject({ rows: 100_000, goodRows: 99_999, badRows: 1, duplicateRows: 0, format: "chat" });
  expect(result.badRowSample).toEqual([
    {
      line: 77_777,
      unit: "line",
      code: "not-json",
      reason: expect.stringMatching(/^Not valid JSON: expected ',' or '}'.* at character 31\.$/),
      excerpt: lines[77_776],
    },
  ]);
});

test("a 50 MB line is a bad row, and the rows after it are read", () => {
  const result = scanText(`${line(1)}\n{"messages":"${"x".repeat(50 * 1024 * 1024)}"}\n${line(2)}\n`);
  expect(result).toMatchObject({ rows: 3, goodRows: 2, badRows: 1 });
  expect(result.badRowSample[0]).toMatchObject({ line: 2, reason: "The line is 50.0 MB long; the most is 16 MB." });
});

test("a JSON array, an Alpaca file and JSON lines with the same content have the same content hash", () => {
  const values = [1, 2, 3].map(row);
  const lines = scanText(values.map((value) => JSON.stringify(value)).join("\r\n"));
  const array = scanText(JSON.stringify(values, null, 2));
  const alpaca = scanText([1, 2, 3].map((n) => JSON.stringify({ output: `a${n}`, input: "", instruction: `q${n}` })).join("\n"));
  expect(new Set([lines, array, alpaca].map((result) => result.contentHash)).size).toBe(1);
  expect(alpaca.format).toBe("alpaca");
  expect(scanText([2, 1, 3].map(line).join("\n")).contentHash).not.toBe(lines.contentHash);
});

test("bad items of a list are numbered as items, and a list cut off is said", () => {
  const result = scanText(`[${line(1)}, {"no": 1}, ${line(2)}, {"messages": [`);
  expect(result).toMatchObject({ goodRows: 2, badRows: 3 });
  expect(result.badRowSample.map(({ line: number, unit }) => [number, unit])).toEqual([
    [2, "item"],
    [4, "item"],
    [5, "item"],
  ]);
});

test("unknown fields are counted, duplicates are counted and kept", () => {
  const result = scanText(
    [{ ...row(1), id: 1 }, { ...row(1), id: 2, tag: "x" }, row(1), row(2)].map((r) => JSON.stringify(r)).join("\n"),
  );
  expect(result).toMatchObject({ goodRows: 4, duplicateRows: 2, unknownFields: { id: 2, tag: 1 } });
});

test("every bad row is written down, not only the sample", () => {
  const result = scanText(Array.from({ length: 2500 }, () => "nonsense").join("\n"));
  expect(result).toMatchObject({ badRows: 2500, goodRows: 0 });
  expect(result.badRowSample).toHaveLength(1000);
  expect(readFileSync(stageFiles(stageDir()).badRows, "utf8").trimEnd().split("\n")).toHaveLength(2500);
});

test("staged rows are canonical: key order, escapes and extra fields of the file leave no trace", () => {
  scanText('{"id":1,"messages":[{"content":"\\u4f60\\/\\n\\"","role":"user"},{"content":"\\u0001b","role":"assistant"}]}');
  expect(readFileSync(stageFiles(stageDir()).rows, "utf8")).toBe(
    '{"messages":[{"role":"user","content":"你/\\n\\""},{"role":"assistant","content":"\\u0001b"}]}\n',
  );
});

test.each([
  ["an empty file", "", "file-empty", "The file is empty."],
  ["only white space", " \n\n", "file-empty", "The file holds no rows."],
  ["an empty list", "[]", "file-empty", "The file holds no rows."],
  ["a zip", Buffer.from("PK\u0003\u0004rest"), "bad-file", "This is a zip archive (an Excel .xlsx is one, too), not JSON."],
  ["gzip", Buffer.from([0x1f, 0x8b, 8, 0]), "bad-file", "This is a gzip archive, not JSON."],
  ["Parquet", Buffer.from("PAR1xxxx"), "bad-file", "This is a Parquet file, not JSON."],
  ["PDF", Buffer.from("%PDF-1.7"), "bad-file", "This is a PDF document, not JSON."],
  ["binary", Buffer.from([1, 2, 3, 0, 0, 7]), "bad-file", "This is a binary file, not JSON text."],
])("%s is one clear sentence", (_name, bytes, code, message) => {
  expect(() => scanText(bytes)).toThrow(expect.objectContaining({ code, message }));
});

test("a full disk is told as such, in the middle of a file and at its end", () => {
  const full = expect.objectContaining({ code: "disk-full" });
  const out = createOutFile("/dev/full");
  out.write(Buffer.alloc(10));
  expect(() => out.finish()).toThrow(full);
  expect(() => {
    for (let i = 0; i < 4; i++) out.write(Buffer.alloc(500_000));
  }).toThrow(full);
  out.close();
});
