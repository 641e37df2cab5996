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

  it("hands over its curves as a file, and says of an intermediate checkpoint that nobody can ask it", async () => {
    const [job] = (await jobs().list({ metadata: { team: "parts" } })).data;
    const [results] = job!.result_files;
    expect(await client.files.retrieve(results!)).toMatchObject({ purpose: "fine-tune-results", status: "processed" });
    const [head, ...lines] = (await (await client.files.content(results!)).text()).trim().split("\n");
    expect(head).toBe("step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy");
    const events = (await jobs().listEvents(job!.id, { limit: 100 })).data.flatMap(({ data }) => (data ? [data] : []));
    const told = (events as Record<string, number | null>[]).map((data) => [data.step, data.train_loss]).reverse();
    expect(lines.map((line) => line.split(",").slice(0, 2).map(Number))).toEqual(told);
    expect(lines.filter((line) => line.split(",")[3] !== "").length).toBeGreaterThan(0);
    const listed = await client.files.list({ purpose: "fine-tune-results" });
    expect(listed.data.map(({ id }) => id)).toContain(results);
    const mine = { file: await toFile(Buffer.from(head!), "mine.csv"), purpose: "fine-tune-results" as "fine-tune" };
    await expect(client.files.create(mine)).rejects.toMatchObject({ status: 400, param: "purpose" });
    const checkpoints = (await jobs().checkpoints.list(job!.id)).data;
    const names = checkpoints.map((one) => [one.step_number, one.fine_tuned_model_checkpoint]);
    expect(names).toEqual(names.map(([step]) => [step, step === 12 ? job!.fine_tuned_model : null]));
    expect(names.length).toBeGreaterThan(1);
  });

  it("pauses, goes on, and is cancelled", async () => {
    const { id } = await tune(recipe(400, 20));
    await until(id, "running");
    await eventually(async () => (await jobs().listEvents(id)).data.some(({ message }) => message.startsWith("Checkpoint")));
    expect((await jobs().pause(id)).status).toBe("paused");
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
    // Whole as their documents write it, and whatever else is wrong with the request.
    const dpo = { type: "dpo", dpo: { hyperparameters: { beta: 0.1 } } };
    for (const more of [{ method: dpo }, { method: dpo, model: "gpt-4o-mini" }, { method: { type: "reinforcement" } }])
      expect(await refused(more)).toEqual({ status: 400, param: "method.type", code: "unsupported_method" });
    await expect(tune({ method: dpo })).rejects.toThrow(/'dpo' is not yet on this box/);
    expect(await refused({ method: { type: "magic" } })).toMatchObject({ status: 400, param: "method.type" });
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
