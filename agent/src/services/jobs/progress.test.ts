import { expect, it } from "vitest";
import type { GlueEvent } from "../../contract/glue-event.ts";
import { advance, noProgress } from "./progress.ts";

it("a stage that begins has no ETA yet: what is left of the training is not what is left of the job", () => {
  const step: GlueEvent = {
    ...{ type: "step-logged", at: 1, step: 9, totalSteps: 9, epoch: 1, loss: 0.5, learningRate: 0.1 },
    ...{ gradNorm: 1, usefulTokens: 1, tokensPerSecond: 5, etaSeconds: 0 },
  };
  const trained = advance(noProgress, step);
  expect(trained).toMatchObject({ step: 9, etaSeconds: 0 });
  const measuring = advance(trained, { type: "stage-started", at: 2, stage: "measuring-after" });
  expect(measuring).toMatchObject({ step: 9, loss: 0.5, stage: "measuring-after", etaSeconds: null });
});
