import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import iconv from "iconv-lite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createGbWalk } from "./gb18030.ts";
import { readText, sniffFile } from "./read-text.ts";
import { scan } from "./scan.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "sluice-encodings-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const row = (answer: string) =>
  JSON.stringify({
    messages: [
      { role: "user", content: "你是谁？" },
      { role: "assistant", content: answer },
    ],
  });
const text = `${row("我是清河汽车的助手，联通你我。")}\n${row("质保八年。😀")}\n`;
function file(bytes: Buffer): string {
  const name = path.join(dir, "file");
  writeFileSync(name, bytes);
  return name;
}
const scanBytes = (bytes: Buffer) =>
  scan({ kind: "scan", file: file(bytes), stageDir: path.join(dir, "stage"), format: "auto" }, () => {});
const hashOfUtf8 = () => scanBytes(Buffer.from(text)).contentHash;

test.each([
  ["UTF-8 with a byte order mark", Buffer.from(`\ufeff${text}`), "utf-8 (byte order mark left out)"],
  ["UTF-16 LE with a mark", iconv.encode(text, "utf16le", { addBOM: true }), "utf-16le (converted)"],
  ["UTF-16 BE with a mark", iconv.encode(text, "utf16be", { addBOM: true }), "utf-16be (converted)"],
  ["UTF-16 LE without", iconv.encode(text, "utf16le", { addBOM: false }), "utf-16le (converted)"],
  ["GB18030", iconv.encode(text, "gb18030"), "gb18030 (converted)"],
])("%s gives the same content as UTF-8, and says what was done", (_name, bytes, encoding) => {
  const result = scanBytes(bytes);
  expect(result).toMatchObject({ encoding, goodRows: 2, badRows: 0 });
  expect(result.contentHash).toBe(hashOfUtf8());
});

test.each([
  ["Latin-1", Buffer.from(`${row("x")}\n${row("y")}\n`.replace("你是谁？", "Qui êtes").replace(/[^\0-\xff]/g, "e"), "latin1"), 1],
  ["UTF-8 with one broken byte", Buffer.concat([Buffer.from(text + text), Buffer.from([0xff]), Buffer.from(text)]), 5],
  ["UTF-8 cut inside a character", Buffer.from(text).subarray(0, Buffer.from(row("我")).length - 5), 1],
])("%s is refused with the line of the first bad byte", (_name, bytes, line) => {
  expect(() => scanBytes(bytes)).toThrow(expect.objectContaining({ code: "bad-encoding", details: { line } }));
});

test("UTF-16 that ends in the middle of a character is refused", () => {
  const bytes = iconv.encode(text, "utf16le", { addBOM: true });
  expect(() => scanBytes(bytes.subarray(0, bytes.length - 1))).toThrow(expect.objectContaining({ code: "bad-encoding" }));
});

test("conversion gives the same text wherever the chunks end", () => {
  fc.assert(
    fc.property(fc.constantFrom("utf-16le", "utf-16be", "gb18030"), fc.integer({ min: 1, max: 64 }), (encoding, size) => {
      const bytes = encoding === "gb18030" ? iconv.encode(text, encoding) : iconv.encode(text, encoding, { addBOM: true });
      const name = file(bytes);
      const sniffed = encoding === "gb18030" ? { encoding: "gb18030" as const, bomBytes: 0 } : sniffFile(name);
      expect(Buffer.concat([...readText(name, sniffed, size)].map((chunk) => chunk.bytes)).toString()).toBe(text);
    }),
    { numRuns: 60 },
  );
});

test("only everyday Chinese passes as GB18030", () => {
  const passes = (bytes: Buffer) => {
    const walk = createGbWalk();
    for (const byte of bytes) walk.push(Buffer.of(byte));
    return walk.end();
  };
  expect(passes(iconv.encode("今天天气很好，我们去公园。", "gbk"))).toBe(true);
  expect(passes(Buffer.from("今天天气很好，我们去公园。"))).toBe(false);
  expect(passes(Buffer.from("déjà vu à l'été", "latin1"))).toBe(false);
  expect(passes(Buffer.from("plain"))).toBe(false);
});
