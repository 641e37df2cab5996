/** What an attempt asks of the scheduler: the job, its data and its base in the terms of its engine. */
import path from "node:path";
import type { Engine, ModelFacts } from "../../engines/engine.ts";
import type { JobRecord, VersionFacts } from "../../store/box/jobs.ts";
import type { RunOrder } from "../runs.ts";

export function attemptOrder(
  job: JobRecord,
  given: { engine: Engine; base: ModelFacts; version: VersionFacts | null; data: string; resumeFrom: string | null },
): RunOrder {
  const { engine, base, version, resumeFrom } = given;
  const dataset = path.join(given.data, "datasets", job.datasetVersionId);
  const longestTokens = version?.longestTokens || null;
  const { validationVersionId: own } = job;
  // With held-out rows of their own nothing of the training data is kept aside.
  const train = path.join(dataset, own === null ? "train.jsonl" : "rows.jsonl");
  const heldOut = own === null ? path.join(dataset, "held-out.jsonl") : path.join(given.data, "datasets", own, "rows.jsonl");
  const data = { train, heldOut, longestTokens };
  const { recipe, sampleQuestions } = job;
  const spec = engine.spec.parse({ base: { dir: base.dir }, data, recipe, sampleQuestions, resumeFrom });
  return {
    kind: "job",
    ownerId: job.id,
    label: job.name,
    engineId: engine.id,
    spec,
    model: base,
    need: engine.need(spec, base),
    upstreamModel: "",
    attempt: job.attempts + 1,
    owner: job,
  };
}
