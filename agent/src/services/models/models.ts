/** The registry of models: what there is, where it came from, who uses it. */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { SluiceError } from "../../contract/error.ts";
import type { Model, ModelKind } from "../../contract/model.ts";
import type { List } from "../../contract/word.ts";
import type { ModelFacts } from "../../engines/engine.ts";
import type { ModelRecord, ModelStore } from "../../store/box/models.ts";
import type { BoxEvents } from "../events.ts";
import { type Actor, found, may } from "../may.ts";
import { readKnowsTools, readShape } from "./read-shape.ts";

export interface UsedBy {
  kind: "job" | "deployment" | "model";
  id: string;
  name: string;
}
export interface LineageNames {
  job: string | null;
  baseModel: string | null;
  parentModel: string | null;
  dataset: string | null;
}
export type ModelDetail = Model & { usedBy: UsedBy[]; lineageNames: LineageNames };
export interface ModelsOptions {
  store: ModelStore;
  /** Tuned models are kept relative to it. */
  data: string;
  events: BoxEvents;
  users: (modelId: string) => Promise<UsedBy[]>;
  lineageNames: (lineage: Model["lineage"]) => Promise<LineageNames>;
}
export interface UsedModel {
  model: Model;
  facts: ModelFacts;
}
export type Models = ReturnType<typeof createModels>;

export function createModels(options: ModelsOptions) {
  const { store, events } = options;
  const shown = ({ dir, jobId, ...model }: ModelRecord): Model => model;
  const dirOf = (model: ModelRecord) => path.resolve(options.data, model.dir);

  async function usedBy(model: ModelRecord): Promise<UsedBy[]> {
    const children = (await store.list({})).filter(
      (m) => m.lineage.baseModelId === model.id || m.lineage.parentModelId === model.id,
    );
    return [
      ...(await options.users(model.id)),
      ...children.map((m) => ({ kind: "model" as const, id: m.id, name: `${m.name} (${m.kind})` })),
    ];
  }

  const ggufs = () => store.list({ kind: "gguf" });
  const shownAmong = (model: ModelRecord, all: readonly ModelRecord[]): Model => ({
    ...shown(model),
    servable: entryFor(model, ["gguf"], all)?.servable ?? false,
  });
  const used = (model: ModelRecord): UsedModel => ({ model: shown(model), facts: factsOf(model, dirOf(model)) });

  return {
    async list(actor: Actor, filter: { kind?: ModelKind | undefined; q?: string | undefined }): Promise<List<Model>> {
      const mine = (await store.list(filter)).filter((model) => may(actor, "read", model));
      const all = await ggufs();
      return { data: mine.map((model) => shownAmong(model, all)), total: mine.length, nextAfter: null };
    },
    async get(actor: Actor, id: string): Promise<ModelDetail> {
      const model = found(actor, "read", await store.get(id), "model");
      return {
        ...shownAmong(model, await ggufs()),
        usedBy: await usedBy(model),
        lineageNames: await options.lineageNames(model.lineage),
      };
    },
    /** A base model for a job, and what drivers need to know of it. Throws `not-found`, `wrong-state`. */
    async toTrain(actor: Actor, id: string): Promise<UsedModel> {
      const model = ready(found(actor, "read", await store.get(id), "model"));
      if (!model.trainable) throw new SluiceError("wrong-state", `"${model.name}" is not a base model and cannot be trained.`);
      return used(model);
    },
    /** The entry of this model that an engine serves which loads such kinds, the best first. Throws `not-found`, `wrong-state`. */
    async toServe(actor: Actor, id: string, loads: readonly ModelKind[]): Promise<UsedModel> {
      const asked = found(actor, "read", await store.get(id), "model");
      const model = entryFor(asked, loads, await store.list({}));
      if (!model) {
        const kinds = loads.join(" or ");
        throw new SluiceError(
          "wrong-state",
          `"${asked.name}" (${asked.kind}) has no ${kinds} entry, which this engine could serve.`,
        );
      }
      return used(ready(model));
    },
    /** Deletes the entry and its own files. Throws `in-use` naming who uses it. */
    async remove(actor: Actor, id: string): Promise<void> {
      const model = found(actor, "remove", await store.get(id), "model");
      const users = (await usedBy(model)).filter((user) => user.kind === "deployment" || model.kind === "base");
      if (model.jobId === null)
        throw new SluiceError("wrong-state", "The embedded base model belongs to the box and cannot be deleted.");
      if (users.length > 0) {
        const names = users.map((user) => `${user.kind} ${user.name}`).join(", ");
        throw new SluiceError("in-use", `"${model.name}" is used by ${names}.`, {
          hint: "Delete those first.",
          details: { users },
        });
      }
      await store.remove(id);
      for (const folder of new Set(model.files.map((file) => file.path.split("/")[0]!))) {
        await rm(path.join(dirOf(model), folder), { recursive: true, force: true });
      }
      events.emit({ type: "model-changed", id });
    },
    /** Entries whose files have gone: somebody tidied the disk by hand. */
    async missingFiles(): Promise<Model[]> {
      const ready = (await store.list({})).filter((model) => model.state === "ready" && model.files.length > 0);
      return ready.filter((model) => !existsSync(path.join(dirOf(model), model.files[0]!.path))).map(shown);
    },
  };
}

export function factsOf(model: ModelRecord, dir: string): ModelFacts {
  const { id, name, kind, parameters, contextTokens, bytes } = model;
  return { id, name, kind, dir, parameters, contextTokens, bytes, shape: readShape(dir), knowsTools: readKnowsTools(dir) };
}

/** Of all that was made from the same weights, the one an engine can load that loads such kinds. */
function entryFor(model: ModelRecord, loads: readonly ModelKind[], all: readonly ModelRecord[]): ModelRecord | null {
  if (loads.includes(model.kind)) return model;
  const family = all.filter((one) => familyOf(one) === familyOf(model));
  return loads.flatMap((kind) => family.find((one) => one.kind === kind) ?? [])[0] ?? null;
}
const familyOf = ({ id, jobId, lineage }: ModelRecord) => jobId ?? lineage.baseModelId ?? id;

function ready(model: ModelRecord): ModelRecord {
  if (model.state !== "ready") throw notReady(model);
  return model;
}
function notReady(model: ModelRecord): SluiceError {
  const why = model.stateDetail ? ` ${model.stateDetail}` : "";
  return model.state === "failed"
    ? new SluiceError("wrong-state", `"${model.name}" could not be prepared.${why}`)
    : new SluiceError("wrong-state", `"${model.name}" is still being prepared.${why}`, { hint: "Try again in a few minutes." });
}
