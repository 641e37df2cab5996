/** Usage files as a gateway that is gone left them: the agent takes them in whole within a round or two. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { UsageLine } from "../../agent/src/contract/snapshot.ts";

export type EndLine = Extract<UsageLine, { t: "end" }>;
/** A pid that holds no file. */
export const gone = 2 ** 22 + 1;
let count = 0;

export function endLine(more: Partial<EndLine> = {}): EndLine {
  count += 1;
  return {
    ...{ t: "end", id: `req_${process.pid}n${count}`, at: Date.now(), key: "key_aaaaaaaa", project: "prj_aaaaaaaa" },
    ...{ route: "helpdesk", model: "model_aaaaaaaa", deployment: "dep_aaaaaaaa", path: "/v1/chat/completions", status: 200 },
    ...{ prompt: 10, completion: 5, cached: 0, cost: 0, stream: true, queueMs: 0, firstMs: 20, totalMs: 100, tries: 1 },
    ...{ estimated: false, cut: null, log: null },
    ...more,
  };
}

export function writeUsage(data: string, lines: readonly UsageLine[]): void {
  const dir = path.join(data, "usage");
  mkdirSync(dir, { recursive: true });
  count += 1;
  writeFileSync(path.join(dir, `${Date.now() + count}-${gone}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}
