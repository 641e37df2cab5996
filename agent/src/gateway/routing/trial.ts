/** A canary against the old deployment, as this gateway sees the two: when is it out, and why. */
import type { RouteSnapshot } from "../../contract/snapshot.ts";
import { createFailureTest } from "./failure-test.ts";
import { createLatencyTest, type LatencyTest } from "./latency-test.ts";

type Canary = NonNullable<RouteSnapshot["canary"]>;
export interface Verdict {
  why: string;
  requests: number;
  failures: number;
}
export interface Trial {
  /** The first byte of an answer came after so long. Streams are compared with streams. */
  answered(deploymentId: string, ms: number, isStream: boolean): Verdict | null;
  /** Not reached, an error of its own, no first byte in time; or, `broke`, an answer that stopped in the middle. */
  failed(deploymentId: string, broke: boolean): Verdict | null;
}

export function createTrial({ deploymentId: canaryId, stableId, rules }: Canary): Trial {
  const failures = createFailureTest(rules.maxExtraErrorRate);
  const [streams, wholes] = [createLatencyTest(rules.maxLatencyRatio), createLatencyTest(rules.maxLatencyRatio)];
  const verdict = (why: string): Verdict => ({ why, ...failures.counts().canary });
  const failing = (): Verdict | null => (failures.isWorse() ? verdict(failingWords(failures.counts())) : null);
  const slow = (test: LatencyTest, isStream: boolean): Verdict | null => {
    const found = test.slower();
    return found && verdict(slowWords(found, isStream));
  };
  return {
    answered(id, ms, isStream) {
      const latency = isStream ? streams : wholes;
      if (id === stableId) {
        failures.stable(false);
        latency.stable(ms);
      }
      if (id !== canaryId) return null;
      failures.canary(false);
      latency.canary(ms);
      return failing() ?? slow(latency, isStream);
    },
    failed(id, broke) {
      if (id === stableId) broke ? failures.stableBroke() : failures.stable(true);
      if (id !== canaryId) return null;
      if (broke) failures.canaryBroke();
      else failures.canary(true);
      return failing();
    },
  };
}

type Counts = ReturnType<ReturnType<typeof createFailureTest>["counts"]>;
const percent = (of: { requests: number; failures: number }) =>
  of.requests === 0 ? "0" : String(Math.round((1000 * of.failures) / of.requests) / 10);

function failingWords({ canary, stable }: Counts): string {
  const mine = `${canary.failures} of its ${canary.requests} requests failed (${percent(canary)} %)`;
  return `${mine}; of the old deployment's ${stable.requests} it were ${stable.failures} (${percent(stable)} %).`;
}
function slowWords({ stableMs, canaryMs }: { stableMs: number; canaryMs: number }, isStream: boolean): string {
  const what = isStream ? "first token" : "answer";
  return `Half of its requests waited longer than ${Math.round(canaryMs)} ms for the ${what}; with the old deployment it was ${Math.round(stableMs)} ms.`;
}
