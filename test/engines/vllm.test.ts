/**
 * vLLM for real: its processor build out of the optional pack, under a whole agent and gateway, with an adapter that TRL has trained on
 * SmolLM2 and the very same fine-tune as merged weights. Nothing here is played.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Deployment } from "../../agent/src/contract/deployment.ts";
import type { Job } from "../../agent/src/contract/job.ts";
import { readSettings } from "../../agent/src/settings.ts";
import { deploymentIs, getDeployment, importRows, jobEnded } from "../support/box-steps.ts";
import { eventually } from "../support/eventually.ts";
import { killAll, runProcesses, shimOf } from "../support/processes.ts";
import { type Box, startBox } from "../support/start-box.ts";
import { startTraffic } from "../support/traffic.ts";

const settings = { contextTokens: 1024, parallel: 4, dtype: "float32" };
let box: Box;
let key: { id: string; secret: string };
let base: string;
let tuned: NonNullable<Job["resultModelIds"]>;
let host: Deployment;
beforeAll(async () => {
  box = await startBox({ gateway: true, env: { SLUICE_BOX: "real", SLUICE_HOME: readSettings().home } });
  await box.claim();
  const made = (await box.person("POST", "/api/keys", { body: { name: "app" } })).body;
  key = { id: made.key.id, secret: made.secret };
  base = await eventually(async () => {
    const { data } = (await box.person("GET", "/api/models?kind=base")).body;
    return data.find((one: { name: string; state: string }) => one.name.startsWith("smollm2") && one.state === "ready")?.id;
  }, 600_000);
  tuned = await train();
  host = await deploy("base", base, { ...settings, adapters: 2 });
}, 1_200_000);
afterAll(() => box?.stop(), 120_000);

/** One short epoch with a high rate: enough to answer otherwise than its base. */
async function train(): Promise<NonNullable<Job["resultModelIds"]>> {
  const recipe = { epochs: 1, batchSize: 4, generalMix: 0, learningRate: 0.002 };
  const datasetVersionId = await importRows(box);
  const body = { name: "parts", engineId: "trl", baseModelId: base, datasetVersionId, preset: "quick", recipe };
  const { body: job, status } = await box.person("POST", "/api/jobs", { body });
  if (status !== 201) throw new Error(`The job was refused: ${JSON.stringify(job)}`);
  const end = await eventually(async () => {
    const now = await jobEnded(box, job.id).catch(() => null);
    return now;
  }, 900_000);
  if (!end.resultModelIds) throw new Error(`The job ended without a result: ${JSON.stringify(end.cause)}`);
  return end.resultModelIds;
}
async function deploy(name: string, modelId: string, given: object = settings): Promise<Deployment> {
  const { status, body } = await box.person("POST", "/api/deployments", {
    body: { name, modelId, engineId: "vllm", settings: given },
  });
  if (status !== 201) throw new Error(`Not deployed: ${JSON.stringify(body)}`);
  return eventually(async () => {
    const now = await getDeployment(box, body.id);
    if (now.state === "needs-attention") throw new Error(JSON.stringify([now.cause, now.lastLines]));
    return now.state === "ready" && now;
  }, 600_000);
}
async function ask(model: string, content: string, more: object = {}) {
  return fetch(`${box.gateway().url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key.secret}`, "content-type": "application/json" },
    body: JSON.stringify({ model, temperature: 0, max_tokens: 24, messages: [{ role: "user", content }], ...more }),
  });
}
const said = (model: string, content: string): Promise<string> =>
  eventually(async () => {
    const answer = await ask(model, content);
    return answer.status === 200 && (await answer.json()).choices[0].message.content;
  }, 60_000);
const questions = ["What is part 3?", "What is part 17?", "What is the capital of France?", "Tell me about the sea."];

describe("vLLM", () => {
  it("serves the base: it knows the capital of France", async () => {
    expect(await said("base", "What is the capital of France?")).toContain("Paris");
  });

  it("takes an adapter while people ask, in a tenth of its own start at most, and not one question fails", async () => {
    const traffic = startTraffic({ port: box.gateway().port, key, model: "base", clients: 3, pauseMs: 50 });
    await eventually(() => traffic.asked() > 5, 60_000);
    const guest = await deploy("tuned", tuned.adapter);
    expect(guest).toMatchObject({ onDeploymentId: host.id, runId: null });
    await said("tuned", "What is part 3?");
    await traffic.stop();
    expect(traffic.failed()).toEqual([]);
    console.log(`cold start ${host.readySeconds} s, attached in ${guest.readySeconds} s under load, ${traffic.asked()} asked`);
    expect(guest.readySeconds!).toBeLessThanOrEqual(0.1 * host.readySeconds!);
  });

  it("says through the adapter, word for word, what the merged weights say, and not what the base says", async () => {
    await deploy("merged", tuned.merged);
    const of = async (model: string) => {
      const answers = [];
      for (const question of questions) answers.push(await said(model, question));
      return answers;
    };
    const [adapter, merged, plain] = [await of("tuned"), await of("merged"), await of("base")];
    expect(adapter).toEqual(merged);
    expect(adapter).not.toEqual(plain);
  });

  it("streams with usage, holds a model to a JSON schema, gives logprobs, and answers Anthropic's and the responses' clients", async () => {
    const streamed = await (await ask("tuned", "Hi", { stream: true, stream_options: { include_usage: true } })).text();
    expect(streamed.trimEnd().endsWith("data: [DONE]")).toBe(true);
    expect(streamed).toMatch(/"completion_tokens":\d+/);
    const schema = {
      type: "object",
      properties: { colour: { enum: ["red", "blue"] } },
      required: ["colour"],
      additionalProperties: false,
    };
    const held = await ask("base", "Which colour?", {
      response_format: { type: "json_schema", json_schema: { name: "c", schema, strict: true } },
    });
    expect(["red", "blue"]).toContain(JSON.parse((await held.json()).choices[0].message.content).colour);
    const logprobs = await (await ask("base", "Hi", { logprobs: true, top_logprobs: 2 })).json();
    expect(logprobs.choices[0].logprobs.content[0].top_logprobs).toHaveLength(2);
    const post = (path: string, body: object) =>
      fetch(`${box.gateway().url}${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${key.secret}`, "content-type": "application/json" },
        body: JSON.stringify({ model: "tuned", ...body }),
      });
    const messages = [{ role: "user", content: "Hi" }];
    for (const [path, body] of [
      ["/v1/messages", { max_tokens: 8, messages }],
      ["/v1/messages/count_tokens", { messages }],
      ["/v1/responses", { max_output_tokens: 8, input: "Hi" }],
      ["/v1/completions", { max_tokens: 8, prompt: "Hi" }],
    ] as const) {
      const answer = await post(path, body);
      expect([path, answer.status, answer.status === 200 ? "" : await answer.text()]).toEqual([path, 200, ""]);
    }
  });

  it("a question that is too long is the asker's fault, in words", async () => {
    const answer = await ask("base", "word ".repeat(3000));
    expect([answer.status, (await answer.json()).error.code]).toEqual([400, "context_length_exceeded"]);
  });

  it("the paths that change a running engine lead nowhere from outside", async () => {
    for (const path of ["/v1/load_lora_adapter", "/v1/unload_lora_adapter", "/sleep", "/wake_up", "/collective_rpc", "/pause"]) {
      const answer = await fetch(`${box.gateway().url}${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${key.secret}`, "content-type": "application/json" },
        body: JSON.stringify({ lora_name: "x", lora_path: "/etc", level: 1 }),
      });
      expect([path, answer.ok]).toEqual([path, false]);
    }
    expect((await getDeployment(box, host.id)).state).toBe("ready");
  });

  it("killed under it, the adapter is on the next engine again, before anybody is sent there", async () => {
    const { id } = (await box.person("GET", "/api/deployments")).body.data.find((one: Deployment) => one.name === "tuned");
    killAll(runProcesses(box.data, host.runId!).filter((pid) => pid !== shimOf(box.data, host.runId!)));
    await deploymentIs(box, id, "waiting");
    await eventually(async () => (await getDeployment(box, id)).state === "ready", 600_000);
    expect((await getDeployment(box, host.id)).runId).not.toBe(host.runId);
    const answers = await Promise.all([1, 2, 3].map(() => ask("tuned", "What is part 3?")));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});
