/** The import rules of docs/architecture.md §3, and the proof that they can fail. */
import { createRequire } from "node:module";
import path from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import type { Check } from "./check.ts";
import { root } from "./run-tool.ts";

const config = createRequire(import.meta.url)("../boundaries.cjs");

/** What is wrong in these folders (relative to `base`), one line each. */
export async function breaches(base: string, folders: string[]): Promise<{ lines: string[]; files: number }> {
  // What "@/" means in the console; a tsconfig cannot be read here under TypeScript 7.
  const alias = { "@": path.join(base, "app/src") };
  const result = await cruise(folders, { ...config.options, ruleSet: config, validate: true, baseDir: base }, { alias });
  const { modules, summary } = result.output as ICruiseResult;
  const lines = summary.violations.map(({ rule, from, to, cycle }) => {
    const way = cycle ? cycle.map((step) => step.name).join(" → ") : to;
    return `${rule.name}: ${from} → ${way}`;
  });
  return { lines, files: modules.filter((module) => /^(agent|app)\/src\//.test(module.source)).length };
}

export const imports: Check = {
  id: "import rules",
  fix: "docs/architecture.md §3, test/support/boundaries.cjs",
  async run() {
    const { lines, files } = await breaches(root, ["agent/src", "app/src"]);
    // A parser that sees nothing finds nothing wrong.
    return files > 50
      ? lines
      : [...lines, `only ${files} files were read in ${path.basename(root)}: the parser does not see the sources`];
  },
};
