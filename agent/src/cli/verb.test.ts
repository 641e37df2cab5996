import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readArguments, UsageError } from "./verb.ts";

let data: string;
beforeEach(() => {
  data = mkdtempSync(path.join(os.tmpdir(), "verb-"));
});
afterEach(() => rmSync(data, { recursive: true }));
const flags = { port: { type: "string" }, lan: { type: "boolean" } } as const;

test("what is asked reaches the settings", () => {
  const { settings } = readArguments("up", ["--data", data, "--port", "7171", "--lan"], flags);
  expect(settings).toMatchObject({ data, port: 7171, lan: true });
});

test.each([
  [["--prot", "1"], /no --prot/],
  [["--port", "99999"], /not a port/],
  [["--port", "seven"], /not a port/],
  [["--port"], /--port needs a value/],
  [["--data", ""], /--data needs/],
  [["again"], /'again' is one word too many/],
])("%j is answered in one sentence", (args, sentence) => {
  const read = () => readArguments("up", args, flags);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(sentence);
});
