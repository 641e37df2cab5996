/** The embedded base model (and the tiny random one of tests): an entry each for weights and GGUF, prepared once by a task run. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { type Lineage, ModelFile } from "../../contract/model.ts";
import type { Engine, ModelFacts } from "../../engines/engine.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { parseJson } from "../../lib/parse-json.ts";
import { createSerial } from "../../lib/serial.ts";
import type { ModelPatch, ModelRecord, ModelStore } from "../../store/box/models.ts";
import type { BoxEvents } from "../events.ts";
import type { Owned } from "../may.ts";
import type { LoggedEvent, OwnedEvent, RunOwner, Runs } from "../runs.ts";

/** What the glue's `prepare` writes last; without it the folder is not whole. */
const Prepared = z.object({
  license: z.string().nullable().default(null),
  parameters: z.number().int(),
  contextTokens: z.number().int().nullable(),
  files: z.array(ModelFile),
  versions: z.record(z.string(), z.string()).default({}),
});
export interface BaseModel {
  /** Id of the weights' entry; the GGUF's is the same with "gguf" behind. */
  id: string;
  name: string;
  /** What `prepare` calls it. */
  kind: "smollm2" | "tiny";
  dir: string;
  fake: boolean;
}
export interface BaseModelsOptions {
  store: ModelStore;
  runs: Runs;
  events: BoxEvents;
  clock: Clock;
  logger: Logger;
  owner: Owned;
  /** The task engine that prepares; null on a box of fakes, whose models have no files. */
  prepare: Engine | null;
  isInstalled: (pack: string) => boolean;
}
const noLineage: Lineage = {
  jobId: null,
  baseModelId: null,
  parentModelId: null,
  datasetVersionId: null,
  datasetContentHash: null,
  recipe: null,
  seed: null,
  codeVersion: null,
  packages: {},
};

const lostAgainMs = 1000;
const failedAgainMs = 10 * 60_000;

export function createBaseModels(options: BaseModelsOptions) {
  const { store, runs, events, logger, prepare } = options;
  const known = new Map<string, BaseModel>();
  const oneByOne = createSerial();
  let saidAt = 0;
  const ggufId = (base: BaseModel) => `${base.id}gguf`;

  async function patchBoth(base: BaseModel, weights: ModelPatch, gguf: ModelPatch = weights): Promise<void> {
    await store.update(base.id, weights);
    await store.update(ggufId(base), gguf);
    for (const id of [base.id, ggufId(base)]) events.emit({ type: "model-changed", id });
  }
  async function createEntries(base: BaseModel): Promise<void> {
    if (await store.get(base.id)) return;
    const createdAt = new Date(options.clock.now()).toISOString();
    const shared = {
      name: base.name,
      ...options.owner,
      createdAt,
      state: "preparing" as const,
      stateDetail: null,
      license: null,
    };
    const empty = { parameters: null, contextTokens: null, bytes: 0, files: [], fake: base.fake, dir: base.dir, jobId: null };
    await store.create([
      { id: base.id, kind: "base", ...shared, ...empty, lineage: noLineage },
      {
        id: ggufId(base),
        kind: "gguf",
        ...shared,
        ...empty,
        lineage: { ...noLineage, baseModelId: base.id, parentModelId: base.id },
      },
    ]);
  }
  /** True when the folder is whole and the entries say so now. */
  async function readPrepared(base: BaseModel): Promise<boolean> {
    if (!prepare) {
      await patchBoth(base, { state: "ready", stateDetail: null, parameters: 134_515_008, contextTokens: 2048 });
      return true;
    }
    const file = path.join(base.dir, "model.json");
    const prepared = existsSync(file) ? parseJson(readFileSync(file, "utf8"), Prepared) : null;
    if (!prepared) return false;
    const { license, parameters, contextTokens } = prepared;
    const part = (of: (file: string) => boolean, lineage: Lineage): ModelPatch => {
      const files = prepared.files.filter((f) => of(f.path));
      const bytes = files.reduce((sum, f) => sum + f.bytes, 0);
      return { state: "ready", stateDetail: null, license, parameters, contextTokens, files, bytes, lineage };
    };
    const packages = prepared.versions;
    const isGguf = (name: string) => name.startsWith("gguf/");
    const fromBase = { ...noLineage, baseModelId: base.id, parentModelId: base.id, packages };
    await patchBoth(
      base,
      part((name) => !isGguf(name), { ...noLineage, packages }),
      part(isGguf, fromBase),
    );
    return true;
  }
  async function startPreparing(base: BaseModel): Promise<void> {
    if (!prepare || runs.live().some((run) => run.ownerId === base.id)) return;
    if (prepare.pack && !options.isInstalled(prepare.pack)) {
      const stateDetail = `It is prepared as soon as the engine pack "${prepare.pack}" is installed.`;
      return patchBoth(base, { state: "preparing", stateDetail });
    }
    const model: ModelFacts = {
      id: base.id,
      name: base.name,
      kind: "base",
      dir: base.dir,
      parameters: null,
      contextTokens: null,
      bytes: 0,
    };
    const spec = prepare.spec.parse({ out: base.dir, kind: base.kind });
    const need = prepare.need(spec, model);
    const label = `prepare ${base.name}`;
    const order = {
      kind: "task" as const,
      ownerId: base.id,
      label,
      engineId: prepare.id,
      spec,
      model,
      need,
      upstreamModel: "",
      attempt: 1,
    };
    await runs.start({ ...order, owner: options.owner }, async () => patchBoth(base, { state: "preparing", stateDetail: null }));
  }
  async function follow(base: BaseModel, event: OwnedEvent): Promise<void> {
    if (event.type !== "run-ended") return;
    if (await readPrepared(base)) return;
    const isInterrupted = event.cause.code === "stopped" || event.cause.code === "lost" || event.cause.code === "preempted";
    logger.warn({ model: base.id, cause: event.cause }, "preparing a base model ended early");
    await patchBoth(base, { state: isInterrupted ? "preparing" : "failed", stateDetail: event.cause.message });
    // Nobody can ask for it: without it there is no box. A full disk may have room again by then.
    const again = options.clock.sleep(isInterrupted ? lostAgainMs : failedAgainMs).then(ensure);
    again.catch((error: unknown) => logger.warn({ model: base.id, err: error }, "a base model is not prepared again"));
  }
  /** Shown beside the model while it is made; at most once a second, and lost without harm. */
  function logged(ownerId: string, { event }: LoggedEvent): void {
    const base = known.get(ownerId);
    if (!base || (event.type !== "progress" && event.type !== "stage-started") || options.clock.now() - saidAt < 1000) return;
    saidAt = options.clock.now();
    const done = event.type === "progress" && event.total ? ` ${event.done}/${event.total}` : "";
    patchBoth(base, { stateDetail: `${event.stage}${done}` }).catch((error: unknown) =>
      logger.warn({ err: error }, "progress not written"),
    );
  }
  const owner: RunOwner = {
    owns: async (ownerId) => known.has(ownerId),
    logged,
    async follow(ownerId, event) {
      const base = known.get(ownerId);
      if (base) await follow(base, event);
    },
  };
  runs.setOwner("model", owner);

  /** After runs were recovered, and whenever a pack was installed: prepares what is not. */
  const ensure = (): Promise<void> =>
    oneByOne(async () => {
      await runs.settled();
      for (const base of known.values()) {
        const model = await store.get(base.id);
        const isWhole = model?.state === "ready" && (!prepare || existsSync(path.join(base.dir, "model.json")));
        if (!isWhole && !(await readPrepared(base))) await startPreparing(base);
      }
    });

  return {
    /** Entries are made at once; the files follow when the pack is there. */
    async add(base: BaseModel): Promise<void> {
      known.set(base.id, base);
      await createEntries(base);
    },
    /** After runs were recovered, and whenever a pack was installed: prepares what is not. */
    ensure,
    records: (): Promise<(ModelRecord | null)[]> => Promise.all([...known.keys()].map((id) => store.get(id))),
  };
}
