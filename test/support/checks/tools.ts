/** Types, lint, format and unused code: other people's tools. */
import type { Check } from "./check.ts";
import { binOf, runTool } from "./run-tool.ts";

const types = (room: string): Check => ({
  id: `types of ${room}`,
  fix: `node_modules/.bin/tsc -p ${room}`,
  run: () => runTool(binOf("typescript", "tsc"), ["-p", room, "--pretty", "false"]),
});

export const tools: Check[] = [
  types("agent"),
  types("app"),
  types("test"),
  {
    id: "lint and format",
    fix: "node_modules/.bin/biome check --write .",
    run: () => runTool(binOf("@biomejs/biome", "biome"), ["check", "--max-diagnostics=40", "--diagnostic-level=error", "."]),
  },
  {
    id: "unused code",
    fix: "take it out, or use it (node_modules/.bin/knip -c test/support/knip.json)",
    run: () => runTool(binOf("knip"), ["-c", "test/support/knip.json", "--no-progress", "--no-config-hints"]),
  },
];
