import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Model } from "../../agent/src/contract/model.ts";
import { baseModelId, createJob, getJob, importRows, jobAtStep, jobEnded } from "../support/box-steps.ts";
import { eventually } from "../support/eventually.ts";
import { killAll, runProcesses } from "../support/processes.ts";
import { type Box, startBox } from "../support/start-box.ts";

let box: Box;
let version: string;
beforeAll(async () => {
  box = await startBox();
  await box.claim();
  version = await importRows(box);
});
afterAll(() => box.stop());

const modelsOf = async (jobId: string): Promise<Model[]> =>
  (await box.person("GET", "/api/models")).body.data.filter((model: Model) => model.lineage.jobId === jobId);

describe("jobs", () => {
  it("a finished job leaves three models that know where they came from", async () => {
    const job = await jobEnded(box, (await createJob(box, version, { steps: 12, stepMs: 5, seed: 7 }, "helpdesk")).id);
    expect(job).toMatchObject({ state: "succeeded", attempts: 1, cause: null, progress: { step: 12, totalSteps: 12 } });
    expect(job.report!.heldOutLoss.after!).toBeLessThan(job.report!.heldOutLoss.before!);
    const models = await modelsOf(job.id);
    expect(models.map((model) => model.kind).sort()).toEqual(["adapter", "gguf", "merged"]);
    const byKind = (kind: string) => models.find((model) => model.kind === kind)!;
    expect(job.resultModelIds).toEqual({ adapter: byKind("adapter").id, merged: byKind("merged").id, gguf: byKind("gguf").id });
    const dataset = (await box.person("GET", "/api/datasets")).body.data[0].versions[0];
    for (const model of models) {
      expect(model.files[0]!.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(existsSync(path.join(box.data, "models", job.id, model.files[0]!.path))).toBe(true);
      expect(model.fake).toBe(true);
      const { codeVersion, packages, ...lineage } = model.lineage;
      expect(codeVersion).toMatch(/^\d+\.\d+\.\d+/);
      expect(Object.keys(packages)).toContain("node");
      expect(lineage).toMatchObject({
        datasetVersionId: version,
        datasetContentHash: dataset.contentHash,
        seed: 7,
        recipe: { steps: 12, seed: 7 },
      });
    }
    expect(byKind("gguf").lineage.parentModelId).toBe(byKind("merged").id);
    const page = (await box.person("GET", `/api/models/${byKind("gguf").id}`)).body;
    expect(page.lineageNames).toMatchObject({ job: "helpdesk", baseModel: "smollm2-135m-instruct", dataset: "parts v1" });
  });

  it("shows its curve, its checkpoints and its log", async () => {
    const { id } = await createJob(box, version, { steps: 10, stepMs: 1, saveEverySteps: 5, lines: ["hello from the trainer"] });
    await jobEnded(box, id);
    const { points } = (await box.person("GET", `/api/jobs/${id}/series`)).body;
    expect(points.map((p: { step: number }) => p.step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(points[5]).toMatchObject({ step: 5, heldOutLoss: expect.any(Number), loss: expect.any(Number) });
    const { checkpoints } = (await box.person("GET", `/api/jobs/${id}/checkpoints`)).body;
    expect(checkpoints.map((c: { step: number }) => c.step)).toEqual([5, 10]);
    const whole = (await box.person("GET", `/api/jobs/${id}/log?from=0`)).body;
    expect(whole.text).toContain("hello from the trainer");
    expect((await box.person("GET", `/api/jobs/${id}/log?from=-9`)).body.text).toBe(whole.text.slice(-9));
  });

  it("waits when memory is short, says why in numbers, and starts when there is room", async () => {
    const first = await createJob(box, version, { steps: 400, stepMs: 10, memoryBytes: 6e9 }, "big");
    const second = await createJob(box, version, { steps: 2, stepMs: 1, memoryBytes: 6e9 }, "next");
    const waiting = await eventually(async () => (await getJob(box, second.id)).wait);
    expect(waiting).toMatchObject({ position: 1, code: "memory", details: { needBytes: 6e9, freeBytes: 2e9 } });
    expect(waiting.details.heldBy).toEqual([{ kind: "job", name: "big", bytes: 6e9 }]);
    expect((await getJob(box, second.id)).state).toBe("queued");
    await box.person("POST", `/api/jobs/${first.id}/cancel`);
    expect((await jobEnded(box, second.id)).state).toBe("succeeded");
  });

  it("cancel stops the processes; what was saved stays to be seen", async () => {
    const { id } = await createJob(box, version, { steps: 5000, stepMs: 10 });
    const job = await jobAtStep(box, id, 5);
    expect((await box.person("POST", `/api/jobs/${id}/cancel`)).body.state).toBe("stopping");
    expect(await jobEnded(box, id)).toMatchObject({ state: "cancelled", cause: { code: "stopped" } });
    expect(runProcesses(box.data, job.runId!)).toEqual([]);
    expect(await modelsOf(id)).toEqual([]);
    expect((await box.person("POST", `/api/jobs/${id}/cancel`)).body.error.code).toBe("wrong-state");
  });

  it("paused it lets go of its card, survives the agent, and goes on from its checkpoint", async () => {
    const { id } = await createJob(box, version, { steps: 60, stepMs: 20, saveEverySteps: 5, memoryBytes: 6e9 });
    const { runId } = await jobAtStep(box, id, 8);
    expect((await box.person("POST", `/api/jobs/${id}/pause`)).body.state).toBe("pausing");
    const isPaused = () => eventually(async () => (await getJob(box, id)).state === "paused");
    await isPaused();
    expect(runProcesses(box.data, runId!)).toEqual([]);
    expect((await box.person("POST", `/api/jobs/${id}/pause`)).body.error.code).toBe("wrong-state");
    await box.killAgent("SIGKILL");
    await box.startAgain();
    expect(await getJob(box, id)).toMatchObject({ state: "paused", runId: null });
    const other = await createJob(box, version, { steps: 2, stepMs: 1, memoryBytes: 6e9 });
    expect((await jobEnded(box, other.id)).state).toBe("succeeded");
    await box.person("POST", `/api/jobs/${id}/resume`);
    const job = await jobEnded(box, id);
    expect(job).toMatchObject({ state: "succeeded", attempts: 2, progress: { step: 60 } });
    expect((await box.person("POST", `/api/jobs/${id}/resume`)).body.error.code).toBe("wrong-state");
    const { points } = (await box.person("GET", `/api/jobs/${id}/series`)).body;
    expect(points.filter((point: { step: number }) => point.step === 2)).toHaveLength(1);
  });

  it("a pause can be taken back before it has come to it", async () => {
    const { id } = await createJob(box, version, { steps: 60, stepMs: 20, saveEverySteps: 5 });
    await jobAtStep(box, id, 8);
    await box.person("POST", `/api/jobs/${id}/pause`);
    expect((await box.person("POST", `/api/jobs/${id}/resume`)).status).toBe(200);
    expect(await jobEnded(box, id)).toMatchObject({ state: "succeeded", attempts: 2, progress: { step: 60 } });
  });

  it("a job that waits can be paused, and a paused one cancelled", async () => {
    const first = await createJob(box, version, { steps: 5000, stepMs: 10, memoryBytes: 6e9 });
    const second = await createJob(box, version, { memoryBytes: 6e9 });
    await box.person("POST", `/api/jobs/${second.id}/pause`);
    await eventually(async () => (await getJob(box, second.id)).state === "paused");
    await box.person("POST", `/api/jobs/${second.id}/cancel`);
    expect(await jobEnded(box, second.id)).toMatchObject({ state: "cancelled", startedAt: null });
    await box.person("POST", `/api/jobs/${first.id}/cancel`);
    await jobEnded(box, first.id);
  });

  it("a queued job can be cancelled before it ever ran", async () => {
    const first = await createJob(box, version, { steps: 5000, stepMs: 10, memoryBytes: 6e9 });
    const second = await createJob(box, version, { memoryBytes: 6e9 });
    await box.person("POST", `/api/jobs/${second.id}/cancel`);
    expect(await jobEnded(box, second.id)).toMatchObject({ state: "cancelled", startedAt: null });
    await box.person("POST", `/api/jobs/${first.id}/cancel`);
    await jobEnded(box, first.id);
  });

  it("a crash of its own fails it with the cause and the line, and is not repeated", async () => {
    const { id } = await createJob(box, version, { steps: 20, stepMs: 1, crashAtStep: 4 });
    const job = await jobEnded(box, id);
    expect(job).toMatchObject({ state: "failed", attempts: 1, cause: { code: "crashed" } });
    expect(job.cause!.message).toMatch(/step 4/);
  });

  it("killed from outside, it goes on from its last checkpoint by itself", async () => {
    const { id } = await createJob(box, version, { steps: 60, stepMs: 25, saveEverySteps: 5 });
    const { runId } = await jobAtStep(box, id, 12);
    killAll(runProcesses(box.data, runId!));
    const job = await jobEnded(box, id);
    expect(job).toMatchObject({ state: "succeeded", attempts: 2, progress: { step: 60 } });
    const log = (await box.person("GET", `/api/jobs/${id}/series`)).body.points as { step: number; at: number }[];
    expect(new Set(log.map((point) => point.step)).size).toBe(log.length);
    expect(await modelsOf(id)).toHaveLength(3);
  });

  it("refuses what cannot work, in one sentence, and leaves nothing behind", async () => {
    const before = (await box.person("GET", "/api/jobs")).body.total;
    const good = { name: "x", engineId: "fake-train", baseModelId: await baseModelId(box), datasetVersionId: version };
    const codeOf = async (more: object) =>
      (await box.person("POST", "/api/jobs", { body: { ...good, ...more } })).body.error.code;
    expect(await codeOf({ recipe: { memoryBytes: 1e12 } })).toBe("does-not-fit");
    expect(await codeOf({ recipe: { steps: 0 } })).toBe("bad-input");
    expect(await codeOf({ recipe: { stepz: 1 } })).toBe("bad-input");
    expect(await codeOf({ engineId: "fake-serve" })).toBe("bad-input");
    expect(await codeOf({ datasetVersionId: "ver_aaaaaaaaaaaaaaaa" })).toBe("not-found");
    expect(await codeOf({ baseModelId: "model_aaaaaaaaaaaaaaaa" })).toBe("not-found");
    expect(await codeOf({ name: " " })).toBe("bad-input");
    expect((await box.person("GET", "/api/jobs")).body.total).toBe(before);
  });

  it("deletes only what has ended, and datasets only when no job needs them", async () => {
    const { id, runId } = await createJob(box, version, { steps: 3000, stepMs: 5 });
    expect((await box.person("DELETE", `/api/jobs/${id}`)).body.error.code).toBe("wrong-state");
    const dataset = (await box.person("GET", "/api/datasets")).body.data[0];
    expect((await box.person("DELETE", `/api/datasets/${dataset.id}`)).body.error.code).toBe("in-use");
    await box.person("POST", `/api/jobs/${id}/cancel`);
    await jobEnded(box, id);
    await eventually(async () => (await box.person("DELETE", `/api/jobs/${id}`)).status === 200);
    expect((await box.person("GET", `/api/jobs/${id}`)).status).toBe(404);
    expect(existsSync(box.runDir(runId!))).toBe(false);
  });

  it("lists page by page, newest first, each job once", async () => {
    const seen: string[] = [];
    let after = "";
    do {
      const { body } = await box.person("GET", `/api/jobs?limit=3${after && `&after=${after}`}`);
      seen.push(...body.data.map((job: { id: string }) => job.id));
      after = body.nextAfter ?? "";
    } while (after);
    const all = (await box.person("GET", "/api/jobs?limit=500")).body;
    expect(seen).toEqual(all.data.map((job: { id: string }) => job.id));
    expect(seen.length).toBe(all.total);
  });
});
