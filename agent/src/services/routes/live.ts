/** The last hour of each deployment, in stretches: what the canary picture is drawn from. */
import type { RouteLive } from "../../contract/route.ts";
import { type Answers, addAnswer, medianOf, noAnswers } from "../rollouts/answers.ts";
import type { Seen } from "../rollouts/tail-answers.ts";

export type Live = ReturnType<typeof createLive>;
export const liveMinutes = 60;
const stretchMs = 5000;
const mostPoints = 120;
/** Samples of one stretch. */
const limit = 100;

export function createLive() {
  const deployments = new Map<string, Map<number, Answers>>();
  return {
    take(seen: Seen): void {
      const stretch = Math.floor(seen.at / stretchMs);
      const stretches = deployments.get(seen.deployment) ?? new Map<number, Answers>();
      deployments.set(seen.deployment, stretches);
      const answers = stretches.get(stretch) ?? noAnswers();
      stretches.set(stretch, answers);
      addAnswer(answers, seen, limit);
    },
    read(ids: readonly string[], minutes: number, now: number): RouteLive {
      const perPoint = Math.ceil((minutes * 60_000) / stretchMs / mostPoints);
      const pointMs = perPoint * stretchMs;
      const count = Math.ceil((minutes * 60_000) / pointMs);
      const from = (Math.floor(now / pointMs) - count + 1) * pointMs;
      const at = Array.from({ length: count }, (_, n) => from + n * pointMs);
      const targets = ids.map((deploymentId) => {
        const stretches = deployments.get(deploymentId);
        const points = at.map((ms) => sumOf(stretches, ms / stretchMs, perPoint));
        return {
          deploymentId,
          requests: points.map((point) => point.requests),
          failed: points.map((point) => point.failed),
          firstMs: points.map((point) => medianOf(point.firstMs)),
        };
      });
      return { at, stepSeconds: pointMs / 1000, targets };
    },
    forgetBefore(ms: number): void {
      for (const [id, stretches] of deployments) {
        for (const stretch of stretches.keys()) if ((stretch + 1) * stretchMs < ms) stretches.delete(stretch);
        if (stretches.size === 0) deployments.delete(id);
      }
    },
  };
}

function sumOf(stretches: ReadonlyMap<number, Answers> | undefined, from: number, count: number): Answers {
  const sum = noAnswers();
  for (let n = from; n < from + count; n += 1) {
    const one = stretches?.get(n);
    if (!one) continue;
    sum.requests += one.requests;
    sum.failed += one.failed;
    sum.firstMs.push(...one.firstMs);
  }
  return sum;
}
