/** What was seen of both sides of each rollout since its step began. In memory: the usage books are read again after a restart. */
import type { RolloutRecord } from "../../store/box/rollouts.ts";
import { addAnswer, noAnswers } from "./answers.ts";
import type { Seen } from "./tail-answers.ts";

export type StepAnswers = ReturnType<typeof createStepAnswers>;
type Step = Pick<RolloutRecord, "id" | "canaryId" | "stableId" | "percent" | "stepStartedAt">;

export function createStepAnswers() {
  const steps = new Map<string, ReturnType<typeof newStep>>();
  return {
    take(seen: Seen): void {
      for (const step of steps.values()) {
        if (seen.at < step.since) continue;
        if (seen.deployment === step.canaryId) addAnswer(step.canary, seen);
        else if (seen.deployment === step.stableId) addAnswer(step.stable, seen);
      }
    },
    /** Those under way; a step that is new begins at nothing. */
    follow(rollouts: readonly Step[]): void {
      const running = rollouts.filter((rollout) => rollout.stepStartedAt !== null);
      for (const id of steps.keys()) if (!running.some((rollout) => rollout.id === id)) steps.delete(id);
      for (const rollout of running) {
        if (steps.get(rollout.id)?.since !== Date.parse(rollout.stepStartedAt!)) steps.set(rollout.id, newStep(rollout));
      }
    },
    of: (rolloutId: string) => steps.get(rolloutId) ?? null,
  };
}

const newStep = ({ canaryId, stableId, stepStartedAt }: Step) => ({
  ...{ canaryId, stableId, since: Date.parse(stepStartedAt!) },
  ...{ canary: noAnswers(), stable: noAnswers() },
});
