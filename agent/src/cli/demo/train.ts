/** From the embedded base model and the sample data to a finished job. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { SluiceError } from "../../contract/error.ts";
import { isTerminalJob, Job } from "../../contract/job.ts";
import { Model } from "../../contract/model.ts";
import { listOf } from "../../contract/word.ts";
import { parseJson } from "../../lib/parse-json.ts";
import type { AgentClient } from "../agent-client.ts";
import { duration, type Screen } from "../screen.ts";
import { poll } from "./poll.ts";

/** The box prepares its embedded model by itself, as a task like any other; this waits for it. */
export async function waitForBase(agent: AgentClient, screen: Screen, fakes: boolean): Promise<Model> {
  const begun = Date.now();
  return poll(500, async () => {
    const all = await agent.get("/api/models?kind=base", listOf(Model));
    // The tiny random model that tests add is not what a demo shows.
    const data = all.data.filter((model) => fakes || !model.fake);
    const ready = data.find((model) => model.state === "ready" && model.trainable);
    if (ready) return ready;
    const failed = data.find((model) => model.state === "failed");
    if (failed) throw new SluiceError("wrong-state", `Preparing ${failed.name} failed: ${failed.stateDetail ?? "see its log"}`);
    const detail = data.find((model) => model.state === "preparing")?.stateDetail ?? "preparing the base model";
    screen.show(`Base model: ${detail}, ${duration((Date.now() - begun) / 1000)}`);
    return null;
  });
}

export interface TrainDemo {
  root: string;
  baseModelId: string;
  datasetVersionId: string;
  question: string;
  fake: boolean;
}

/** A job of an earlier start is waited for, or simply used if it has succeeded. Throws when the job fails. */
export async function train(agent: AgentClient, screen: Screen, demo: TrainDemo): Promise<Job> {
  const name = demo.fake ? "Fake Qinghe assistant (demo)" : "Qinghe assistant (demo)";
  const there = await agent.get(`/api/jobs?q=${encodeURIComponent(name)}`, listOf(Job));
  const wanted = there.data.find((job) => job.name === name && job.state !== "failed" && job.state !== "cancelled");
  const { baseModelId, datasetVersionId, question } = demo;
  const order = { name, baseModelId, datasetVersionId, preset: demoPreset(demo.root), sampleQuestions: [question] };
  const body = demo.fake ? { ...order, engineId: "fake-train" } : order;
  const { id } = wanted ?? (await agent.post("/api/jobs", body, Job));
  return poll(1000, async () => {
    const job = await agent.get(`/api/jobs/${id}`, Job);
    if (!isTerminalJob(job.state)) {
      screen.show(`Fine-tuning: ${wordsOf(job)}`);
      return null;
    }
    if (job.state === "succeeded") return job;
    const why = job.cause ? `${job.cause.message}${job.cause.line ? ` ("${job.cause.line}")` : ""}` : `it was ${job.state}`;
    throw new SluiceError("wrong-state", `The fine-tuning job did not finish: ${why}`, {
      hint: `'./sluice logs ${job.runId}' shows its log.`,
    });
  });
}

function wordsOf(job: Job): string {
  if (job.wait) return `waiting, ${job.wait.message}`;
  const { stage, stageDone, stageTotal, step, totalSteps, loss, heldOutLoss, etaSeconds } = job.progress;
  const parts = [stage ?? job.state];
  if (stageTotal) parts.push(`${stageDone ?? 0}/${stageTotal}`);
  if (totalSteps && step > 0) parts.push(`step ${step}/${totalSteps}`);
  if (loss !== null) parts.push(`loss ${loss.toFixed(3)}`);
  if (heldOutLoss !== null) parts.push(`held-out ${heldOutLoss.toFixed(3)}`);
  if (etaSeconds !== null) parts.push(`about ${duration(etaSeconds)} left`);
  return parts.join(", ");
}

/** The presets say themselves which of them the demo is measured with. */
function demoPreset(root: string): string {
  const file = path.join(root, "agent/python/trl/presets.json");
  return parseJson(readFileSync(file, "utf8"), z.object({ demo: z.string() }))?.demo ?? "balanced";
}
