/** Takes away what a fine-tuning job published: the public name, the deployment made for it, and the model where nothing else needs it. */
import { SluiceError } from "../../contract/error.ts";
import type { FineTuneRecord } from "../../contract/fine-tune.ts";
import { createSerial } from "../../lib/serial.ts";
import type { FineTuneStore } from "../../store/box/fine-tunes.ts";
import type { Deployments } from "../deployments/deployments.ts";
import { type Actor, may } from "../may.ts";
import type { Models } from "../models/models.ts";
import type { Routes } from "../routes/routes.ts";

export interface RemoveModelOptions {
  store: Pick<FineTuneStore, "named">;
  models: Pick<Models, "list" | "get" | "remove">;
  deployments: Pick<Deployments, "list" | "remove">;
  routes: Pick<Routes, "list" | "remove">;
  /** Every route that needs a deployment, whoever may see it. */
  routesTo: (deploymentId: string) => Promise<{ id: string; name: string }[]>;
}
export interface RemovedModel {
  name: string;
  /** Deployments, by name, that still serve the model: its files stay until they are gone. */
  keptFor: string[];
}
export type RemoveModel = (actor: Actor, name: string) => Promise<RemovedModel>;

export function createRemoveModel(options: RemoveModelOptions): RemoveModel {
  const { store, models, deployments, routes } = options;
  const inTurn = createSerial();

  async function ownRecord(actor: Actor, name: string): Promise<FineTuneRecord> {
    const record = await store.named(name);
    if (!record || !may(actor, "read", record)) throw await notOurs(actor, name);
    if (!may(actor, "remove", record)) throw new SluiceError("not-allowed", `You may not remove the model '${name}'.`);
    if (record.stage === "ended") return record;
    throw new SluiceError("wrong-state", `The job ${record.id} is still publishing the model '${name}'.`, {
      hint: "Wait until it has succeeded.",
      details: { param: "model" },
    });
  }
  async function notOurs(actor: Actor, name: string): Promise<SluiceError> {
    const names = (await routes.list(actor)).data.flatMap((route) => [route.name, ...route.aliases]);
    const own = (await deployments.list(actor)).data.map((deployment) => deployment.name);
    if (![...names, ...own].includes(name)) return notThere(name);
    return new SluiceError("not-allowed", `'${name}' was not made by a fine-tuning job, so it is not removed this way.`, {
      hint: "Whoever runs it can delete its route or deployment in the console.",
      details: { param: "model", code: "model_not_removable" },
    });
  }
  /** Serving other public names, it is not this name's alone. */
  async function refuseShared({ deploymentId }: FineTuneRecord, name: string, ownRouteId: string | undefined): Promise<void> {
    const all = deploymentId === null ? [] : await options.routesTo(deploymentId);
    const others = all.filter((route) => route.id !== ownRouteId).map((route) => `'${route.name}'`);
    if (others.length === 0) return;
    throw new SluiceError("in-use", `The model '${name}' also answers to ${others.join(", ")}.`, {
      hint: "Lead that name to another deployment in the console first.",
      details: { param: "model", code: "model_in_use" },
    });
  }
  async function removeFiles(actor: Actor, jobId: string | null): Promise<{ removed: number; keptFor: string[] }> {
    const mine = jobId === null ? [] : (await models.list(actor, {})).data.filter((model) => model.lineage.jobId === jobId);
    const details = await Promise.all(mine.map(({ id }) => models.get(actor, id)));
    const users = details.flatMap(({ usedBy }) => usedBy.filter(({ kind }) => kind === "deployment"));
    if (users.length > 0) return { removed: 0, keptFor: [...new Set(users.map((user) => user.name))] };
    for (const { id } of mine) await models.remove(actor, id);
    return { removed: mine.length, keptFor: [] };
  }

  /** Asked again after a death in its middle, it goes on. Throws `not-found`, `not-allowed`, `wrong-state`, `in-use`. */
  return (actor, name) =>
    inTurn(async () => {
      const record = await ownRecord(actor, name);
      const isOwn = (one: { name: string; projectId: string }) => one.name === name && one.projectId === record.projectId;
      const route = (await routes.list(actor)).data.find(isOwn);
      const deployment = (await deployments.list(actor)).data.find(({ id }) => id === record.deploymentId);
      await refuseShared(record, name, route?.id);
      if (route) await routes.remove(actor, route.id);
      if (deployment) await deployments.remove(actor, deployment.id);
      const { removed, keptFor } = await removeFiles(actor, record.jobId);
      if (!route && !deployment && removed === 0) throw notThere(name);
      return { name, keptFor };
    });
}

function notThere(name: string): SluiceError {
  return new SluiceError("not-found", `The model '${name.slice(0, 130)}' does not exist on this box.`, {
    hint: "GET /v1/models lists what does.",
    details: { param: "model", code: "model_not_found" },
  });
}
