/** What `./sluice test` runs once everything is set up: every suite after the other, a table at the end. What a late suite needs is made beside early ones. */
import { parseArgs } from "node:util";
import { beside } from "./suites/beside.ts";
import { checkSuite } from "./suites/check-suite.ts";
import { ensureDebianPackages } from "./suites/debian-packages.ts";
import { enginesSuite } from "./suites/engines-suite.ts";
import { pythonSuite } from "./suites/python-suite.ts";
import type { Asked, Suite, SuiteEnd } from "./suites/suite.ts";
import { vitestSuite } from "./suites/vitest-suite.ts";

interface Row extends SuiteEnd {
  id: string;
  seconds: number;
}
// Faults come before drivers: its box prepares the base model where nobody has yet, which the drivers' suite then runs for real.
const vitest = ["unit", "api", "faults", "e2e", "drivers", "clients"].map(vitestSuite);
const always: Suite[] = [checkSuite, pythonSuite, ...vitest];

const { values, positionals } = parseArgs({
  options: { engines: { type: "boolean" }, kills: { type: "string" }, all: { type: "boolean" }, data: { type: "string" } },
  allowPositionals: true,
});
const pattern = positionals[0] ?? null;
const asked: Asked = {
  pattern,
  env: {
    ...(values.kills || values.all ? { SLUICE_TEST_KILLS: values.kills ?? "20" } : {}),
    ...(values.all ? { SLUICE_ALL: "1" } : {}),
  },
};
const suites = values.engines || values.all ? [...always, enginesSuite] : always;
const named = suites.filter((suite) => suite.id === pattern);
const chosen =
  pattern === null ? suites : named.length > 0 ? named : suites.filter((suite) => suite !== checkSuite && suite !== pythonSuite);
const begun = Date.now();
const missing = chosen.some((suite) => suite.id === "e2e") ? await ensureDebianPackages() : null;
const rows: Row[] = [];
// pip only beside suites that sync nothing: whoever writes by the gigabyte makes every sync on the machine slow. The base model
// is computed, beside suites that mostly wait.
const tools = pattern === null ? beside("the clients' Python packages", "test/support/suites/install-tools.ts") : null;
const base = tools?.then(() => beside("the base model", "test/support/suites/prepare-base.ts"));
const before: Record<string, Promise<void> | null | undefined> = { unit: tools, faults: base };
for (const suite of chosen) {
  await before[suite.id];
  console.log(`\n== ${suite.id}`);
  const from = Date.now();
  const end = suite.id === "e2e" && missing ? { tests: 0, failed: 1, problem: missing } : await suite.run(asked);
  rows.push({ id: suite.id, ...end, seconds: (Date.now() - from) / 1000 });
}

console.log(`\n${"suite".padEnd(10)}${"tests".padStart(7)}${"failed".padStart(8)}${"seconds".padStart(9)}`);
for (const { id, tests, failed, seconds, problem } of rows) {
  console.log(
    `${id.padEnd(10)}${String(tests).padStart(7)}${String(failed).padStart(8)}${seconds.toFixed(1).padStart(9)}  ${problem ?? ""}`,
  );
}
const tests = rows.reduce((sum, row) => sum + row.tests, 0);
const failed = rows.reduce((sum, row) => sum + row.failed, 0);
const seconds = (Date.now() - begun) / 1000;
console.log(`${"all".padEnd(10)}${String(tests).padStart(7)}${String(failed).padStart(8)}${seconds.toFixed(1).padStart(9)}`);
if (tests === 0) console.log(`No test matches '${pattern}'.`);
process.exitCode = failed === 0 && tests > 0 ? 0 : 1;
