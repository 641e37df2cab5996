/** A whole real box with something to lose: a llama.cpp deployment that streams and a TRL job that trains. */

import { upWholeBox, type WholeBox } from "../e2e/whole-box.ts";
import { eventually } from "../support/eventually.ts";
import { operatorOf } from "../support/operator.ts";

export type Call = ReturnType<typeof operatorOf>;
export interface World {
  box: WholeBox;
  call: Call;
  key: string;
}

export async function openWorld(env: Record<string, string> = {}): Promise<World> {
  const box = await upWholeBox({ env: { SLUICE_RESTART_MS: "300", ...env } });
  const call = operatorOf(box.data);
  const { body } = await call("POST", "/api/operator/key", { name: "faults" });
  return { box, call, key: body.secret };
}

/** SmolLM2, once it is prepared: minutes on a fresh machine, nothing later. */
export const baseReady = (call: Call): Promise<{ id: string }> =>
  eventually(async () => {
    const { body } = await call("GET", "/api/models?kind=base");
    return body.data.find((m: { name: string; state: string }) => m.name.startsWith("smollm2") && m.state === "ready");
  }, 900_000);

/** SmolLM2 behind the gateway; ready means a real token came back. */
export async function deployBase({ call }: World, name: string, settings: object = {}): Promise<string> {
  const base = await baseReady(call);
  const { body, status } = await call("POST", "/api/deployments", { name, modelId: base.id, settings });
  if (status !== 201) throw new Error(`deployment refused: ${JSON.stringify(body)}`);
  await eventually(async () => (await call("GET", `/api/deployments/${body.id}`)).body.state === "ready", 120_000);
  return body.id;
}

/** Rows with something to learn, so that the held-out loss can fall. */
export function rows(count: number): string {
  const colours = ["red", "green", "blue", "black", "white"];
  const line = (i: number) => ({
    messages: [
      { role: "user", content: `What colour is part ${i}?` },
      { role: "assistant", content: `Part ${i} is ${colours[i % colours.length]}.` },
    ],
  });
  return Array.from({ length: count }, (_, i) => JSON.stringify(line(i))).join("\n");
}

export async function importRows({ call }: Pick<World, "call">, name: string, text: string): Promise<string> {
  const upload = await call("POST", "/api/uploads", { filename: "parts.jsonl" });
  await call("PUT", `/api/uploads/${upload.body.id}`, undefined, Buffer.from(text));
  const started = await call("POST", "/api/imports", { uploadId: upload.body.id, datasetName: name });
  const done = await eventually(async () => {
    const { body } = await call("GET", `/api/imports/${started.body.id}`);
    return body.state === "ready" ? body : null;
  }, 60_000);
  return done.versionId;
}

/** The tiny random model, as a base to train and to serve. */
export async function tinyModel({ call }: Pick<World, "call">): Promise<{ id: string }> {
  await call("POST", "/api/operator/tiny-model");
  return eventually(async () => {
    const { body } = await call("GET", "/api/models?kind=base");
    return body.data.find((m: { fake: boolean; state: string }) => m.fake && m.state === "ready");
  }, 120_000);
}

/** A job on the tiny random model: some 65 steps an epoch, 20 to 40 a second on two cores. */
export async function startTinyJob(
  world: World,
  recipe: { epochs: number; saveEverySteps?: number; batchSize?: number },
): Promise<string> {
  const { call } = world;
  const tiny = await tinyModel(world);
  const datasetVersionId = await importRows(world, `parts-${Date.now()}`, rows(96));
  const { body, status } = await call("POST", "/api/jobs", {
    name: `parts-${Date.now()}`,
    baseModelId: tiny.id,
    datasetVersionId,
    preset: "quick",
    recipe: { batchSize: 4, saveEverySteps: 10, evaluateEverySteps: 50, ...recipe },
  });
  if (status !== 201) throw new Error(`job refused: ${JSON.stringify(body)}`);
  return body.id;
}

export const jobOf = async ({ call }: World, id: string) => (await call("GET", `/api/jobs/${id}`)).body;
export const untilStep = (world: World, id: string, step: number) =>
  eventually(async () => ((await jobOf(world, id)).progress.step >= step ? true : null), 120_000);
export const untilEnded = (world: World, id: string) =>
  eventually(async () => {
    const job = await jobOf(world, id).catch(() => null);
    return job && ["succeeded", "failed", "cancelled"].includes(job.state) ? job : null;
  }, 240_000);
