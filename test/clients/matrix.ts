/** docs/clients.md, written by the test run itself: who was asked what. The same run gives the same bytes. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../support/start-gateway.ts";
import type { ClientReport } from "./node/checks.ts";

const file = path.join(root, "docs/clients.md");
const begin = "<!-- written by test/clients -->";

export function writeMatrix(reports: readonly ClientReport[]): void {
  const head = readFileSync(file, "utf8").split(begin)[0]!;
  const checks = [...new Set(reports.flatMap(({ results }) => Object.keys(results)))];
  const cell = (result: string | undefined) => (result === undefined ? "" : result === "ok" ? "✓" : "✗");
  const rows = reports.map(({ package: name, version, results }) => {
    return `| ${name} | ${version} | ${checks.map((check) => cell(results[check])).join(" | ")} |`;
  });
  const table = [`| client | version | ${checks.join(" | ")} |`, `|---|---|${checks.map(() => "---|").join("")}`, ...rows];
  writeFileSync(file, `${head}${begin}\n\n${table.join("\n")}\n`);
}
