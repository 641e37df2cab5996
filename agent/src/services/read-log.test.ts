import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readLog } from "./read-log.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "read-log-"));
});
afterEach(() => rmSync(dir, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(path.join(dir, name), text);
  return path.join(dir, name);
};

describe("readLog", () => {
  it("reads the logs of several attempts as one, in windows that join without loss", async () => {
    const files = [file("a", "first 数据\n"), path.join(dir, "missing"), file("b", "second 训练\n")];
    let text = "";
    let from = 0;
    for (;;) {
      const chunk = await readLog(files, from, 4);
      text += chunk.text;
      if (chunk.next === chunk.size) break;
      expect(chunk.next).toBeGreaterThan(from);
      from = chunk.next;
    }
    expect(text).toBe("first 数据\nsecond 训练\n");
  });

  it("gives the last bytes for a negative start, without half a letter", async () => {
    const chunk = await readLog([file("a", "loss 损失")], -4, 100);
    expect(chunk.text).toBe("失");
    expect(chunk.next).toBe(chunk.size);
  });

  it("past the end is empty, not an error", async () => {
    expect(await readLog([file("a", "abc")], 99, 10)).toEqual({ text: "", from: 3, next: 3, size: 3 });
  });
});
