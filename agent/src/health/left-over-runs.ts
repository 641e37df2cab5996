import type { Orphan } from "../contract/card.ts";
import type { HealthCheck } from "./check.ts";

/** Processes of ours that no run is known for hold memory until a person says what becomes of them. */
export function leftOverRuns(orphans: () => readonly Orphan[]): HealthCheck {
  return {
    id: "left-over-runs",
    everyMs: 10_000,
    async check() {
      return orphans()
        .filter((one) => !one.isStopping)
        .map(({ id, runId, memoryBytes, processes }) => ({
          id: `left-over:${id}`,
          severity: "warning" as const,
          code: "left-over",
          message: `${processes.length === 1 ? "A process" : `${processes.length} processes`} of ${runId} still run, and no run of this box is known for them.`,
          fix: "Take the run back or stop it, under Hardware.",
          href: "/hardware",
          details: { name: runId, memoryBytes },
        }));
    },
  };
}
