import fc from "fast-check";
import { expect, test } from "vitest";
import { type ArrayFault, splitArray } from "./split-array.ts";
import { splitLines } from "./split-lines.ts";
import type { Piece, Splitter } from "./splitter.ts";

interface Seen {
  rows: [number, string][];
  long: number[];
  faults: ArrayFault[];
}
type Kind = "lines" | "array";

/** Splits `text` after its bytes were cut at the given places. */
function split(kind: Kind, text: string, cuts: readonly number[], limit?: number): Seen {
  const seen: Seen = { rows: [], long: [], faults: [] };
  const onPiece = (piece: Piece) => {
    if (piece.tooLong) seen.long.push(piece.length);
    else seen.rows.push([piece.number, piece.bytes.toString("utf8")]);
  };
  const splitter: Splitter =
    kind === "lines" ? splitLines(onPiece, limit) : splitArray(onPiece, (fault) => seen.faults.push(fault), limit);
  const bytes = Buffer.from(text);
  const places = [0, ...new Set(cuts.map((cut) => cut % (bytes.length + 1))), bytes.length].sort((a, b) => a - b);
  for (let i = 1; i < places.length; i++) splitter.push(Buffer.from(bytes.subarray(places[i - 1], places[i])));
  splitter.end();
  return seen;
}
const everyCut = (text: string) => Array.from({ length: Buffer.byteLength(text) }, (_, i) => i);
const texts = fc.array(
  fc.record({ a: fc.string({ unit: "binary" }), b: fc.array(fc.constantFrom('"', "\\", "]}", "[{", ",", "你好", "😀")) }),
);

test("lines: the same rows wherever the chunks end, also inside a character", () => {
  fc.assert(
    fc.property(texts, fc.array(fc.nat()), (values, cuts) => {
      const lines = values.map((value) => JSON.stringify(value));
      const expected = lines.map((line, i) => [i + 1, line]);
      const text = lines.join("\n");
      expect(split("lines", text, cuts).rows).toEqual(expected);
      expect(split("lines", text, everyCut(text)).rows).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});

test("array: the same items wherever the chunks end, however they are laid out", () => {
  fc.assert(
    fc.property(texts, fc.array(fc.nat()), fc.constantFrom(undefined, 2), (values, cuts, indent) => {
      const text = `\n ${JSON.stringify(values, null, indent)}\n`;
      for (const places of [cuts, everyCut(text)]) {
        const seen = split("array", text, places);
        expect(seen.rows.map(([number, item]) => [number, JSON.parse(item)])).toEqual(values.map((value, i) => [i + 1, value]));
        expect(seen.faults).toEqual([]);
      }
    }),
    { numRuns: 150 },
  );
});

test("blank lines count as lines but are no rows; the last line needs no newline", () => {
  expect(split("lines", "a\r\n\r\n \n\nb", []).rows).toEqual([
    [1, "a\r"],
    [5, "b"],
  ]);
});

test("a row over the limit is passed over without being held, and the next row is read", () => {
  const long = "x".repeat(5000);
  for (const cuts of [[], everyCut(long)]) {
    expect(split("lines", `1\n${long}\n2\n`, cuts, 100)).toMatchObject({
      rows: [
        [1, "1"],
        [3, "2"],
      ],
      long: [5000],
    });
    expect(split("array", `[1,"${long}",2]`, cuts, 100)).toMatchObject({
      rows: [
        [1, "1"],
        [3, "2"],
      ],
      long: [5002],
    });
  }
});

test("what is wrong with the list itself is said", () => {
  expect(split("array", '[{"a":1},{"b":', []).faults).toEqual(["cut-off"]);
  expect(split("array", "[1] trailing", []).faults).toEqual(["text-after"]);
  expect(split("array", "[1,,2,]", []).rows).toEqual([
    [1, "1"],
    [2, ""],
    [3, "2"],
  ]);
});
