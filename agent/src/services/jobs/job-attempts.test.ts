import { existsSync, rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type HandBox, handBox } from "../../../../test/support/hand-box.ts";
import type { GlueEvent } from "../../contract/glue-event.ts";
import type { Job, JobState } from "../../contract/job.ts";
import { fakeTrain } from "../../engines/fake-train.ts";
import type { JobRecord, JobStore } from "../../store/box/jobs.ts";
import type { FreeSpace } from "../import/free-space.ts";
import type { Actor } from "../may.ts";
import { createJobAttempts } from "./job-attempts.ts";
import { createJobs } from "./jobs.ts";
import { noProgress } from "./progress.ts";

let box: HandBox;
beforeEach(async () => {
  box = await handBox();
  await box.addModel("model_base0000", "base");
});
afterEach(() => box.close());

const plenty: FreeSpace = async () => ({ freeBytes: 1e12, totalBytes: 2e12 });
function agent(more: { store?: JobStore; freeSpace?: FreeSpace } = {}) {
  const hand = box.agent();
  const { stores, events, logger, data, runsDir, clock } = box;
  const attempts = createJobAttempts({
    ...{
      store: stores.jobs,
      models: stores.models,
      runs: hand.runs,
      events,
      engineOf: () => fakeTrain,
      noteEta: () => undefined,
    },
    ...{ isDraining: () => box.state.draining, data, runsDir, codeVersion: null, clock, logger, freeSpace: plenty, ...more },
  });
  return { ...hand, attempts };
}
async function makeJob(id: string, state: JobState = "queued", more: Partial<JobRecord> = {}): Promise<JobRecord> {
  const job: JobRecord = {
    ...{ id, name: id, projectId: "p", createdBy: "u", createdAt: new Date().toISOString(), startedAt: null, finishedAt: null },
    ...{
      state,
      method: "sft",
      engineId: "fake-train",
      baseModelId: "model_base0000",
      datasetVersionId: "ver_00000000",
      validationVersionId: null,
      preset: null,
    },
    ...{ recipe: {}, sampleQuestions: [], attempts: 0, runId: null, progress: noProgress, report: null, cause: null },
    ...{ resultModelIds: null, publishTo: null, ...more },
  };
  await box.stores.jobs.create(job);
  return job;
}
const jobIs = async (id: string): Promise<JobRecord> => (await box.stores.jobs.get(id))!;
const parts = ["adapter", "merged", "gguf"];
const result = {
  ...{ heldOutLoss: { before: 2, after: 1 }, generalLoss: { before: 1, after: 1, rows: 4 }, leaks: 0, markers: [], samples: [] },
  general: { asked: 1, baseRight: 1, kept: 1, nowRight: 1 },
  ...{ usefulTokens: 1, tokensPerSecond: 1, trainSeconds: 1, seconds: {}, dtype: "float32" },
  files: parts.map((part) => ({ path: `${part}/weights`, bytes: 5, sha256: "a".repeat(64) })),
};
const training: GlueEvent = { type: "stage-started", at: 1, stage: "training" };

describe("an attempt that ends", () => {
  it("with a result that cannot be kept yet is told again until it is: no job trains for ever", async () => {
    const { attempts, start, end, submitted } = agent();
    await attempts.startAttempt(await makeJob("job_aaaaaaaa"));
    const { runId } = submitted[0]!;
    await start(runId);
    for (const part of parts) box.file(`runs/${runId}/${part}/weights`);
    const inTheWay = box.file("models");
    await end(runId, "ok", result);
    expect((await jobIs("job_aaaaaaaa")).state).toBe("preparing");
    rmSync(inTheWay);
    await vi.waitFor(async () => expect((await jobIs("job_aaaaaaaa")).state).toBe("succeeded"), 10_000);
    expect(await box.stores.models.ofJob("job_aaaaaaaa")).toHaveLength(3);
  });
  it("with a full disk says so, also where the trainer could not", async () => {
    const { attempts, start, submitted } = agent();
    await attempts.startAttempt(await makeJob("job_aaaaaaaa"));
    await start(submitted[0]!.runId);
    const later = agent({ freeSpace: async () => ({ freeBytes: 4096, totalBytes: 2e12 }) });
    await expect(later.attempts.startAttempt(await makeJob("job_bbbbbbbb"))).rejects.toMatchObject({ code: "disk-full" });
    await later.runs.recover();
    await later.end(submitted[0]!.runId, "lost");
    expect(await jobIs("job_aaaaaaaa")).toMatchObject({ state: "failed", cause: { code: "disk-full" } });
  });
  it("is not held against it when it never started: a queue survives any number of stops of the box", async () => {
    let job = await makeJob("job_aaaaaaaa");
    for (let n = 0; n < 6; n += 1) {
      const { attempts, end, submitted } = agent();
      await attempts.startAttempt(job);
      box.state.draining = true;
      await end(submitted[0]!.runId, "stopped");
      box.state.draining = false;
      job = await jobIs("job_aaaaaaaa");
      expect(job).toMatchObject({ state: "queued", runId: null });
    }
    const { attempts, start, end, submitted } = agent();
    await attempts.startAttempt(job);
    await start(submitted[0]!.runId);
    await end(submitted[0]!.runId, "lost");
    expect(submitted).toHaveLength(2);
  });
  it("leaves its log and its last checkpoints, and not what only takes disk", async () => {
    const { attempts, start, end, submitted } = agent();
    await attempts.startAttempt(await makeJob("job_aaaaaaaa"));
    const first = submitted[0]!.runId;
    await start(first);
    const kept = box.file(`runs/${first}/out.log`);
    const dropped = [box.file(`runs/${first}/merged/half`), box.file(`runs/${first}/checkpoints/step-1/state.json`)];
    await end(first, "lost");
    const second = submitted[1]!.runId;
    await start(second);
    const last = box.file(`runs/${second}/checkpoints/step-2/state.json`);
    await end(second, "ok", result);
    expect((await jobIs("job_aaaaaaaa")).state).toBe("succeeded");
    // Nobody waits for the clearing.
    await vi.waitFor(() => expect(dropped.map((file) => existsSync(file))).toEqual([false, false]), 10_000);
    expect([kept, last].map((file) => existsSync(file))).toEqual([true, true]);
  });
  it("while the box begins to stop waits for the next boot, and nothing is queued behind the back of the drain", async () => {
    const beginDrain = async (...args: Parameters<JobStore["requeue"]>) => {
      if (args[1].runId) box.state.draining = (await jobIs("job_aaaaaaaa")).attempts > 0;
      return box.stores.jobs.requeue(...args);
    };
    const { attempts, start, end, submitted } = agent({ store: { ...box.stores.jobs, requeue: beginDrain } });
    await attempts.startAttempt(await makeJob("job_aaaaaaaa"));
    await start(submitted[0]!.runId);
    await end(submitted[0]!.runId, "lost");
    expect(submitted).toHaveLength(1);
    expect(await jobIs("job_aaaaaaaa")).toMatchObject({ state: "queued", runId: null });
  });
});

describe("after the agent's death", () => {
  it("a dead attempt is followed by one new one, not by two", async () => {
    const first = agent();
    await first.attempts.startAttempt(await makeJob("job_bbbbbbbb"));
    const dead = first.submitted[0]!.runId;
    await first.start(dead);
    await makeJob("job_aaaaaaaa", "queued", { createdAt: new Date(0).toISOString() }); // the agent died before it had an attempt

    const live = async () => {
      const jobs = await box.stores.jobs.live();
      await next.end(dead, "lost"); // its end is worked on while the jobs are being looked through
      return jobs;
    };
    const next = agent({ store: { ...box.stores.jobs, live } });
    await next.runs.recover();
    expect(next.adopted).toEqual([dead]);
    await next.attempts.recover();
    await next.runs.settled();
    expect(next.submitted.map((request) => request.ownerId).sort()).toEqual(["job_aaaaaaaa", "job_bbbbbbbb"]);
    expect(await box.stores.runs.live()).toHaveLength(2);
  });
  it("a job that was asked to stop is stopped, whoever was asked", async () => {
    const first = agent();
    await first.attempts.startAttempt(await makeJob("job_aaaaaaaa"));
    const { runId } = first.submitted[0]!;
    await first.start(runId);
    await box.stores.jobs.update("job_aaaaaaaa", { state: "stopping" }); // and the agent died
    const next = agent();
    await next.runs.recover();
    await next.attempts.recover();
    expect(next.stopped).toEqual([runId]);
  });
  it("what a living attempt had logged is shown again", async () => {
    const first = agent();
    await first.attempts.startAttempt(await makeJob("job_aaaaaaaa"));
    const { runId } = first.submitted[0]!;
    await first.start(runId);
    const next = agent();
    await next.runs.recover();
    next.tell({ type: "run-started", runId, at: 1, adopted: true });
    next.tell({ type: "run-logged", runId, event: training, replayed: true });
    await next.runs.settled();
    await next.attempts.saveAll();
    expect(await jobIs("job_aaaaaaaa")).toMatchObject({ state: "running", progress: { stage: "training" } });
  });
});

const actor: Actor = { id: "u", name: "u", kind: "box", projectId: "p", roles: {} };
const jobsOf = ({ attempts, runs }: ReturnType<typeof agent>, store: JobStore = box.stores.jobs) =>
  createJobs({
    ...{ store, attempts, runs, events: box.events, modelNames: async () => new Map(), waits: () => new Map() },
  } as unknown as Parameters<typeof createJobs>[0]);

describe("a pause that is taken back", () => {
  async function pausing() {
    const made = agent();
    await made.attempts.startAttempt(await makeJob("job_aaaaaaaa"));
    const { runId } = made.submitted[0]!;
    await made.start(runId);
    const jobs = jobsOf(made);
    expect((await jobs.pause(actor, "job_aaaaaaaa")).state).toBe("pausing");
    expect(made.stopped).toEqual([runId]);
    return { ...made, jobs, runId };
  }
  it("before it has stopped: the job goes on right after", async () => {
    const { jobs, runId, end, submitted } = await pausing();
    expect((await jobs.resume(actor, "job_aaaaaaaa")).state).toBe("queued");
    await end(runId, "stopped");
    expect(submitted).toHaveLength(2);
    expect(await jobIs("job_aaaaaaaa")).toMatchObject({ state: "queued", attempts: 2, runId: submitted[1]!.runId });
    await expect(jobs.resume(actor, "job_aaaaaaaa")).rejects.toMatchObject({ code: "wrong-state" });
  });
  it("while its end is being worked on: one attempt follows, not two and not none", async () => {
    const { jobs, runId, end, submitted, runs } = await pausing();
    await Promise.all([end(runId, "stopped"), jobs.resume(actor, "job_aaaaaaaa")]);
    await runs.settled();
    expect(submitted).toHaveLength(2);
    expect(await jobIs("job_aaaaaaaa")).toMatchObject({ state: "queued", runId: submitted[1]!.runId });
  });
  it("between the end's look and its word: it is not left without an attempt", async () => {
    const made = agent({
      store: {
        ...box.stores.jobs,
        async move(id, from, patch) {
          if (patch.state === "paused") await jobsOf(made).resume(actor, id);
          return box.stores.jobs.move(id, from, patch);
        },
      },
    });
    await made.attempts.startAttempt(await makeJob("job_aaaaaaaa"));
    const { runId } = made.submitted[0]!;
    await made.start(runId);
    await jobsOf(made).pause(actor, "job_aaaaaaaa");
    await made.end(runId, "stopped");
    expect(made.submitted).toHaveLength(2);
    expect(await jobIs("job_aaaaaaaa")).toMatchObject({ state: "queued", runId: made.submitted[1]!.runId });
  });
});

describe("a cancel", () => {
  it("stops the attempt that began while it was asked", async () => {
    const made = agent();
    await made.attempts.startAttempt(await makeJob("job_aaaaaaaa"));
    await made.start(made.submitted[0]!.runId);
    let isFirst = true;
    const store: JobStore = {
      ...box.stores.jobs,
      async get(id) {
        const job = await box.stores.jobs.get(id);
        if (isFirst) {
          isFirst = false;
          await made.end(made.submitted[0]!.runId, "lost"); // between its look and its word
        }
        return job;
      },
    };
    const job: Job = await jobsOf(made, store).cancel(actor, "job_aaaaaaaa");
    expect(job.state).toBe("stopping");
    expect(made.stopped).toEqual([made.submitted[1]!.runId]);
  });
  it("is not undone by a stage that begins at that moment", async () => {
    let onGet = async () => {};
    const store: JobStore = {
      ...box.stores.jobs,
      async get(id) {
        const job = await box.stores.jobs.get(id);
        await onGet();
        return job;
      },
    };
    const { attempts, start, submitted, tell, runs } = agent({ store });
    await attempts.startAttempt(await makeJob("job_aaaaaaaa"));
    const { runId } = submitted[0]!;
    await start(runId);
    onGet = async () => void (await box.stores.jobs.update("job_aaaaaaaa", { state: "stopping" }));
    tell({ type: "run-logged", runId, event: training, replayed: true });
    await runs.settled();
    await attempts.saveAll();
    expect((await jobIs("job_aaaaaaaa")).state).toBe("stopping");
  });
  it("of an attempt that has not started yet stops it as soon as it does", async () => {
    const { attempts, start, submitted, stopped } = agent();
    await attempts.startAttempt(await makeJob("job_aaaaaaaa"));
    await box.stores.jobs.update("job_aaaaaaaa", { state: "stopping" });
    await start(submitted[0]!.runId);
    expect(stopped).toEqual([submitted[0]!.runId]);
  });
});
