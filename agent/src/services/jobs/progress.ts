/** What a job shows while it runs: one pure step per glue event. events.jsonl is the truth, this is only its newest line of each kind. */
import type { GlueEvent } from "../../contract/glue-event.ts";
import type { JobProgress } from "../../contract/job.ts";

export const noProgress: JobProgress = {
  stage: null,
  stageDone: null,
  stageTotal: null,
  step: 0,
  totalSteps: null,
  epoch: null,
  loss: null,
  heldOutLoss: null,
  learningRate: null,
  tokensPerSecond: null,
  etaSeconds: null,
  checkpointStep: null,
};

export function advance(progress: JobProgress, event: GlueEvent): JobProgress {
  switch (event.type) {
    case "stage-started":
      // What was said of the stage before says nothing of this one: "0 s left" would stand there while it measures and merges.
      return { ...progress, stage: event.stage, stageDone: null, stageTotal: null, etaSeconds: null };
    case "stage-ended":
      return { ...progress, stageDone: null, stageTotal: null };
    case "progress":
      return {
        ...progress,
        stage: event.stage,
        stageDone: event.done,
        stageTotal: event.total,
        etaSeconds: event.etaSeconds ?? progress.etaSeconds,
      };
    case "step-logged":
      return {
        ...progress,
        step: event.step,
        totalSteps: event.totalSteps,
        epoch: event.epoch,
        loss: event.loss ?? progress.loss,
        learningRate: event.learningRate,
        tokensPerSecond: event.tokensPerSecond,
        etaSeconds: event.etaSeconds,
      };
    case "held-out-logged":
      return { ...progress, heldOutLoss: event.loss };
    case "checkpoint-saved":
      return { ...progress, checkpointStep: event.step };
    case "ready":
    case "note":
    case "failed":
      return progress;
  }
}
