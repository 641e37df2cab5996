/** docs/clients.md, written by the test run itself: who was asked what. The same run gives the same bytes. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../support/start-gateway.ts";
import type { ClientReport } from "./node/checks.ts";

const file = path.join(root, "docs/clients.md");
const marks = { each: "<!-- written by test/clients -->", long: "<!-- written by test/clients with --all -->" };

export const writeMatrix = (reports: readonly ClientReport[]): void => put("each", tableOf(reports));

/** Those asked only now and then: with the day, so that nobody takes it for today's. */
export function writeLongMatrix(reports: readonly ClientReport[]): void {
  const day = new Date().toISOString().slice(0, 10);
  put("long", `Asked by \`./sluice test clients --all\`, last on ${day}:\n\n${tableOf(reports)}`);
}

/** The other one's part stays as it is. */
function put(which: keyof typeof marks, text: string): void {
  const [head = "", rest = ""] = readFileSync(file, "utf8").split(marks.each);
  const [each = "", long = ""] = rest.split(marks.long);
  const parts = { each: each.trim(), long: long.trim(), [which]: text };
  writeFileSync(file, `${head}${marks.each}\n\n${parts.each}\n\n${marks.long}\n\n${parts.long}\n`);
}

function tableOf(reports: readonly ClientReport[]): string {
  const checks = [...new Set(reports.flatMap(({ results }) => Object.keys(results)))];
  const cell = (result: string | undefined) => (result === undefined ? "" : result === "ok" ? "✓" : "✗");
  const rows = reports.map(({ package: name, version, results }) => {
    return `| ${name} | ${version} | ${checks.map((check) => cell(results[check])).join(" | ")} |`;
  });
  return [`| client | version | ${checks.join(" | ")} |`, `|---|---|${checks.map(() => "---|").join("")}`, ...rows].join("\n");
}
