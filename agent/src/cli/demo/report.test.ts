import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { curlOf } from "./report.ts";

test("the curl survives a real shell, quotes and all", () => {
  const body = { messages: [{ role: "user", content: `It's "mine": $HOME \`date\`` }] };
  const line = curlOf("http://127.0.0.1:7070", "sk-sluice-x", body, false);
  // printf stands in for curl: every argument on a line of its own.
  const args = execFileSync("sh", ["-c", line.replace(/^curl/, "printf '%s\\n'")], { encoding: "utf8" })
    .trim()
    .split("\n");
  expect(JSON.parse(args.at(-1)!)).toEqual(body);
  expect(args).toContain("Authorization: Bearer sk-sluice-x");
  expect(args).toContain("http://127.0.0.1:7070/v1/chat/completions");
});
