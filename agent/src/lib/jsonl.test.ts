import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { readJsonl } from "./jsonl.ts";

it("gives the lines that fit, passes over torn and strange ones, and takes a missing file for an empty one", async () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), "jsonl-"));
  const file = path.join(dir, "a.jsonl");
  writeFileSync(file, '{"n":1}\nnot json\n{"m":2}\n{"n":3}\n{"n":');
  const read = async (name: string) => {
    const found: { n: number }[] = [];
    for await (const value of readJsonl(name, z.object({ n: z.number() }))) found.push(value);
    return found;
  };
  expect(await read(file)).toEqual([{ n: 1 }, { n: 3 }]);
  expect(await read(path.join(dir, "missing"))).toEqual([]);
  rmSync(dir, { recursive: true });
});
