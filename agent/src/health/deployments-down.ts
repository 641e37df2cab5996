import type { Cause } from "../contract/word.ts";
import type { HealthCheck } from "./check.ts";

/** A deployment whose restarts are used up serves nobody until a person looks at it. */
export function deploymentsDown(
  list: () => Promise<readonly { id: string; name: string; state: string; cause: Cause | null }[]>,
): HealthCheck {
  return {
    id: "deployments-down",
    everyMs: 5_000,
    async check() {
      return (await list())
        .filter((deployment) => deployment.state === "needs-attention")
        .map(({ id, name, cause }) => ({
          id: `deployment-down:${id}`,
          severity: "error" as const,
          code: "deployment-down",
          message: `The deployment "${name}" is down. ${cause?.message ?? ""}`.trim(),
          fix: "Read its last lines, mend the cause, then start it again.",
          href: `/deployments/${id}`,
          details: { id, name, cause },
        }));
    },
  };
}
