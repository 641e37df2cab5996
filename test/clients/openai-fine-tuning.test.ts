/** OpenAI's own client fine-tunes on the box: a base URL and a key, then files, jobs, events and the result by its name. */
import OpenAI, { toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chatRows } from "../support/box-steps.ts";
import { eventually } from "../support/eventually.ts";
import { type Box, startBox } from "../support/start-box.ts";

let box: Box;
let client: OpenAI;
let model: string;
let file: string;
beforeAll(async () => {
  box = await startBox({ gateway: true });
  await box.claim();
  const { secret } = (await box.person("POST", "/api/keys", { body: { name: "tuner" } })).body;
  client = new OpenAI({ baseURL: `${box.gateway().url}/v1`, apiKey: secret });
  model = (await box.person("GET", "/api/models?kind=base")).body.data[0].name;
  file = await upload("parts.jsonl", chatRows(40));
});
afterAll(() => box.stop());

const upload = async (name: string, text: string): Promise<string> =>
  (await client.files.create({ file: await toFile(Buffer.from(text), name), purpose: "fine-tune" })).id;
const { jobs } = { jobs: () => client.fineTuning.jobs };
const tune = (more: object = {}) => jobs().create({ model, training_file: file, ...more });
const until = (id: string, ...statuses: string[]) =>
  eventually(async () => {
    const job = await jobs().retrieve(id);
    return statuses.includes(job.status) && job;
  }, 60_000);
const recipe = (steps: number, stepMs = 1) => ({ sluice: { recipe: { steps, stepMs, saveEverySteps: 5 } } });

describe("fine-tuning", () => {
  it("a file becomes a model that answers by its name at once", async () => {
    const created = await tune({ suffix: "Helpdesk", seed: 7, metadata: { team: "parts" }, ...recipe(12) });
    expect(created).toMatchObject({ object: "fine_tuning.job", status: "validating_files", fine_tuned_model: null, seed: 7 });
    const done = await until(created.id, "succeeded", "failed");
    expect(done).toMatchObject({ status: "succeeded", error: null, metadata: { team: "parts" }, training_file: file });
    expect(done.fine_tuned_model).toMatch(/^ft:[a-z0-9.-]+:[a-z0-9.-]+:helpdesk:[a-z0-9]{8}$/);
    expect(done.trained_tokens!).toBeGreaterThan(0);
    const messages = [{ role: "user" as const, content: "What is part 3?" }];
    const answer = await client.chat.completions.create({ model: done.fine_tuned_model!, messages }, { maxRetries: 0 });
    expect(answer.model).toBe(done.fine_tuned_model);
    expect(answer.choices[0]!.message.content).toContain("part 3");
    const names: string[] = [];
    for await (const one of client.models.list()) names.push(one.id);
    expect(names).toContain(done.fine_tuned_model);
  });

  it("lists jobs, events and checkpoints page by page, newest first", async () => {
    const [job] = (await jobs().list({ limit: 1 })).data;
    const seen: string[] = [];
    for await (const event of jobs().listEvents(job!.id, { limit: 4 })) seen.push(event.message);
    expect(seen.at(-1)).toContain("Created fine-tuning job");
    expect(seen[0]).toBe("The job has successfully completed");
    expect(seen.filter((message) => message.startsWith("Step ")).length).toBe(12);
    expect(new Set(seen).size).toBe(seen.length);
    const checkpoints = (await jobs().checkpoints.list(job!.id)).data;
    expect(checkpoints.map(({ step_number }) => step_number)).toEqual(
      [...checkpoints.map((c) => c.step_number)].sort((a, b) => b - a),
    );
    expect(checkpoints[0]).toMatchObject({ object: "fine_tuning.job.checkpoint", fine_tuning_job_id: job!.id });
    const second = await tune({ metadata: { team: "gears" }, ...recipe(2) });
    await until(second.id, "succeeded");
    const ids: string[] = [];
    for await (const one of jobs().list({ limit: 1 })) ids.push(one.id);
    expect(ids).toEqual([second.id, job!.id]);
    const mine = await jobs().list({ metadata: { team: "parts" } });
    expect(mine.data.map(({ id }) => id)).toEqual([job!.id]);
  });

  it("pauses, goes on, and is cancelled", async () => {
    const { id } = await tune(recipe(400, 20));
    await until(id, "running");
    await eventually(async () => (await jobs().listEvents(id)).data.some(({ message }) => message.startsWith("Checkpoint")));
    // Taken back before it has stopped: it goes on all the same.
    expect((await jobs().pause(id)).status).toBe("running");
    await jobs().resume(id);
    await until(id, "running");
    await jobs().pause(id);
    await eventually(async () => ((await jobs().retrieve(id)).status as string) === "paused");
    await jobs().resume(id);
    await until(id, "running");
    expect((await jobs().cancel(id)).status).toBe("cancelled");
    await expect(jobs().cancel(id)).rejects.toMatchObject({ status: 409 });
  });

  it("held-out rows of their own, and an agent killed while it validates", async () => {
    const validation = await upload("held-out.jsonl", chatRows(8));
    const { id } = await tune({ validation_file: validation, ...recipe(5) });
    await box.killAgent("SIGKILL");
    await box.startAgain();
    const done = await until(id, "succeeded", "failed");
    expect(done).toMatchObject({ status: "succeeded", validation_file: validation });
  });

  it("says what is wrong in OpenAI's words", async () => {
    const refused = (more: object) =>
      tune(more).then(
        () => null,
        (error) => ({ status: error.status, param: error.param, code: error.code }),
      );
    expect(await refused({ model: "gpt-4o-mini" })).toMatchObject({ status: 404, param: "model", code: "model_not_found" });
    expect(await refused({ training_file: "file-nothing00" })).toMatchObject({ status: 400, param: "training_file" });
    expect(await refused({ method: { type: "dpo" } })).toMatchObject({ status: 400, code: "unsupported_method" });
    expect(await refused({ integrations: [{ type: "wandb", wandb: { project: "x" } }] })).toMatchObject({ status: 400 });
    expect(await refused({ suffix: "x".repeat(65) })).toMatchObject({ status: 400, param: "suffix" });
    const broken = await upload("broken.jsonl", `${chatRows(10)}\n{"messages": []}`);
    const outcome = await tune({ training_file: broken, ...recipe(2) }).catch((error) => error);
    if (outcome.status === 400) expect(outcome).toMatchObject({ param: "training_file" });
    else {
      const failed = await until(outcome.id, "failed");
      expect(failed.error).toMatchObject({ code: "invalid_training_file", param: "training_file" });
      expect(failed.error!.message).toContain("line 11");
    }
  });
});
