import path from "node:path";
import type { HealthCheck } from "./check.ts";

/** Engine files that were left out at the start, each with its line. Read once: a mended one counts from the next start on. */
export function engineFiles(problems: readonly { file: string; line: number; message: string }[]): HealthCheck {
  return {
    id: "engine-files",
    everyMs: 60_000,
    async check() {
      return problems.map(({ file, line, message }) => ({
        id: `engine-file:${file}`,
        severity: "warning" as const,
        code: "engine-file",
        message: `The engine file ${path.basename(file)} was left out. Line ${line}: ${message}`,
        fix: `Mend ${file}, then restart the box (./sluice down, ./sluice up).`,
        href: null,
        details: { name: path.basename(file), path: file, line, why: message },
      }));
    },
  };
}
