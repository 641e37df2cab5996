import { expect, it } from "vitest";
import { readContentRange } from "./content-range.ts";

it.each([
  [undefined, 7, { offset: 0, bytes: 7, totalBytes: 7, isLast: true }],
  [undefined, null, { offset: 0, bytes: null, totalBytes: null, isLast: true }],
  ["bytes 0-9/100", 10, { offset: 0, bytes: 10, totalBytes: 100, isLast: false }],
  ["bytes 90-99/*", null, { offset: 90, bytes: 10, totalBytes: null, isLast: false }],
  ["bytes */0", 0, { offset: null, bytes: 0, totalBytes: 0, isLast: false }],
])("%s with a body of %s", (header, bodyBytes, expected) => {
  expect(readContentRange(header, bodyBytes)).toEqual(expected);
});

it.each(["bytes 5-4/10", "bytes */*", "bytes 1-2", "bytes=1-2/3", "bytes -1-2/3", "bytes 0-9999999999999999/*", "x", ""])(
  "%s is refused",
  (header) => expect(() => readContentRange(header, null)).toThrow("content-range is not understood"),
);

it("a body of another length than it says is refused before a byte is written", () => {
  expect(() => readContentRange("bytes 0-9/100", 11)).toThrow("says 10 bytes, and the body has 11");
});
