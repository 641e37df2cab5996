import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readLastLines, readLogChunk } from "./logs.ts";

function logWith(text: string): string {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), "sluice-test-")), "out.log");
  writeFileSync(file, text);
  return file;
}

describe("readLogChunk", () => {
  it("reads on from where it was", () => {
    const file = logWith("one\ntwo\nthree\n");
    const first = readLogChunk(file, 0, 6);
    expect(first).toEqual({ text: "one\ntw", from: 0, next: 6, size: 14 });
    expect(readLogChunk(file, first.next, 100)).toEqual({ text: "o\nthree\n", from: 6, next: 14, size: 14 });
    expect(readLogChunk(file, 14, 100)).toEqual({ text: "", from: 14, next: 14, size: 14 });
  });
  it("reads the last bytes", () => {
    expect(readLogChunk(logWith("one\ntwo\n"), -4, 100)).toEqual({ text: "two\n", from: 4, next: 8, size: 8 });
    expect(readLogChunk(logWith("one"), -400, 100).text).toBe("one");
  });
  it("never cuts a character", () => {
    const file = logWith("青禾汽车");
    let text = "";
    for (let from = 0; ; ) {
      const chunk = readLogChunk(file, from, 4);
      text += chunk.text;
      if (chunk.next === from) break;
      from = chunk.next;
    }
    expect(text).toBe("青禾汽车");
    expect(readLogChunk(file, -4, 100).text).toBe("车");
  });
  it("is empty for a file that is not there, and past the end", () => {
    expect(readLogChunk("/nowhere/out.log", 5, 10)).toEqual({ text: "", from: 0, next: 0, size: 0 });
    expect(readLogChunk(logWith("ab"), 9, 10)).toEqual({ text: "", from: 2, next: 2, size: 2 });
  });
});

describe("readLastLines", () => {
  it("shows what a terminal would show", () => {
    const file = logWith("start\r\n10%\r50%\r100%\n\n  \nlast");
    expect(readLastLines(file, 10)).toEqual(["start", "100%", "last"]);
    expect(readLastLines(file, 1)).toEqual(["last"]);
  });
});
