import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { breaches } from "./imports.ts";

/** A small house in which every file imports something it must not. */
const wrong: Record<string, [imported: string, rule: string]> = {
  "agent/src/services/one.ts": ["../api/app.ts", "services-imports"],
  "agent/src/gateway/relay.ts": ["../store/rows.ts", "gateway-imports"],
  "agent/src/engines/trl.ts": ["../store/rows.ts", "engines-imports"],
  "agent/src/supervisor/runner.ts": ["../store/rows.ts", "supervisor-imports"],
  "agent/src/scheduler/loop.ts": ["../store/rows.ts", "scheduler-imports"],
  "agent/src/services/talks.ts": ["../supervisor/live.ts", "services-speaks-only"],
  "agent/src/store/leak.ts": ["../services/two.ts", "store-imports"],
  "agent/src/contract/fat.ts": ["../lib/clock.ts", "contract-imports"],
  "agent/src/cli/up.ts": ["../store/rows.ts", "cli-imports"],
  "app/src/lib/deep.ts": ["../../../agent/src/services/two.ts", "app-imports"],
  "agent/src/services/starts.ts": ["node:child_process", "processes"],
};
const right: Record<string, string> = {
  "agent/src/api/app.ts": 'import { two } from "../services/two.ts"; export const app = two;',
  "agent/src/services/two.ts": 'import type { Live } from "../supervisor/live.ts"; export const two: Live | null = null;',
  "agent/src/supervisor/live.ts": "export interface Live { id: string }\nexport const live = 1;",
  "agent/src/store/rows.ts": 'import { clock } from "../lib/clock.ts"; export const rows = clock;',
  "agent/src/lib/clock.ts": "export const clock = 1;",
};

let base: string;
beforeEach(() => {
  base = mkdtempSync(path.join(os.tmpdir(), "house-"));
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(base, file)), { recursive: true });
    writeFileSync(path.join(base, file), text);
  };
  for (const [file, text] of Object.entries(right)) write(file, text);
  for (const [file, [imported]] of Object.entries(wrong))
    write(file, `import * as it from "${imported}"; export const one = it;`);
});
afterEach(() => rmSync(base, { recursive: true }));

test("every forbidden import is named by its rule, and nothing else is", async () => {
  const { lines } = await breaches(base, ["agent/src", "app/src"]);
  for (const [file, [, rule]] of Object.entries(wrong)) {
    expect(
      lines.some((line) => line.startsWith(`${rule}: ${file} → `)),
      `${file} should break ${rule}`,
    ).toBe(true);
  }
  const innocent = lines.filter((line) => Object.keys(right).some((file) => line.includes(`: ${file} → `)));
  expect(innocent).toEqual([]);
});
