/** Where a switch is watched: a box of fakes, or a real one with TRL and llama.cpp (on the tiny random model, whose jobs are short). */
import type { Job } from "../../../agent/src/contract/job.ts";
import type { Rollout, Route } from "../../../agent/src/contract/route.ts";
import { importRows as importReal, openWorld, rows, tinyModel } from "../../faults/world.ts";
import { baseModelId, importRows } from "../../support/box-steps.ts";
import { eventually } from "../../support/eventually.ts";
import { startBox } from "../../support/start-box.ts";

export interface Stage {
  data: string;
  port: number;
  key: { id: string; secret: string };
  route: Route;
  // Answers of the API are read as what they are known to be.
  call<T>(method: string, url: string, body?: object): Promise<{ status: number; body: T }>;
  /** A job whose result is to be published to the route. */
  startJob(): Promise<Job>;
  close(): Promise<void>;
}
type Call = Stage["call"];
export const routeName = "bot";

export async function fakeStage(): Promise<Stage> {
  const box = await startBox({ gateway: true });
  await box.claim();
  const call: Call = (method, url, body) => box.person(method, url, body ? { body } : {});
  const modelId = await baseModelId(box);
  const first = { modelId, engineId: "fake-serve", settings: { tokensPerSecond: 2000 } };
  const order = { engineId: "fake-train", baseModelId: modelId, datasetVersionId: await importRows(box) };
  const recipe = { steps: 40, stepMs: 20 };
  const open = await opened(call, first);
  return {
    ...{ data: box.data, port: box.gateway().port, call, close: () => box.stop(), ...open },
    startJob: () => startJob(call, { ...order, recipe, publishTo: open.route.id }),
  };
}

export async function realStage(): Promise<Stage> {
  const world = await openWorld();
  const call: Call = (method, url, body) => world.call(method, url, body);
  const { id } = await tinyModel(world);
  const order = { baseModelId: id, datasetVersionId: await importReal(world, "parts", rows(48)), preset: "quick" };
  const recipe = { batchSize: 4, epochs: 1 };
  const open = await opened(call, { modelId: id, engineId: "llamacpp" });
  return {
    ...{ data: world.box.data, port: world.box.port, call, close: () => world.box.down(), ...open },
    startJob: () => startJob(call, { ...order, recipe, publishTo: open.route.id }),
  };
}

/** A key, and a route whose first version answers. */
async function opened(call: Call, first: object): Promise<Pick<Stage, "key" | "route">> {
  const made = (await call<{ key: { id: string }; secret: string }>("POST", "/api/keys", { name: "bench" })).body;
  const route = (await call<Route>("POST", "/api/routes", { name: routeName })).body;
  const rules = { steps: [5, 100], minRequests: 10, minSeconds: 0 };
  const { body } = await call<Rollout>("POST", `/api/routes/${route.id}/publish`, { ...first, rules });
  await rolloutIs(call, route, (one) => one.id === body.id && one.state === "done");
  return { key: { id: made.key.id, secret: made.secret }, route };
}

async function startJob(call: Call, order: object): Promise<Job> {
  const answer = await call<Job>("POST", "/api/jobs", { name: "tune", ...order });
  if (answer.status !== 201) throw new Error(`The job was refused: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export const rolloutIs = (call: Call, route: Route, is: (rollout: Rollout) => boolean): Promise<Rollout> =>
  eventually(async () => {
    const { body } = await call<{ data: Rollout[] }>("GET", `/api/routes/${route.id}/rollouts`);
    return body.data.find(is);
  }, 300_000);
