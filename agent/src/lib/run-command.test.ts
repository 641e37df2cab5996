import { expect, test } from "vitest";
import { runCommand } from "./run-command.ts";

const node = (code: string) => [process.execPath, "-e", code] as const;

test("lines of both streams come, in the tail too, with the exit code", async () => {
  const lines: string[] = [];
  const end = await runCommand(node("console.log('out'); console.error('err'); process.exitCode = 3"), {
    onLine: (line) => lines.push(line),
  });
  expect(end.code).toBe(3);
  expect(lines.sort()).toEqual(["err", "out"]);
  expect([...end.tail].sort()).toEqual(["err", "out"]);
});

test("a program that is not there is an answer, not a throw", async () => {
  const end = await runCommand(["/nowhere/to/be/found"]);
  expect(end.code).not.toBe(0);
  expect(end.tail.join("\n")).toContain("ENOENT");
});

test("abort ends it", async () => {
  const stop = new AbortController();
  const end = await runCommand(node("console.log('up'); setInterval(() => {}, 1000)"), {
    signal: stop.signal,
    onLine: () => stop.abort(),
  });
  expect(end.code).toBeNull();
});
