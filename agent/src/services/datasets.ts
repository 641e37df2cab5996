/** Datasets: what was imported, to look at, to train with, to delete when nothing needs it any more. */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import type { BoxEvent } from "../contract/box-event.ts";
import type { Dataset, RowPreview } from "../contract/dataset.ts";
import { SluiceError } from "../contract/error.ts";
import type { List } from "../contract/word.ts";
import type { Logger } from "../lib/logger.ts";
import { createSerial } from "../lib/serial.ts";
import type { DatasetStore, VersionRecord } from "../store/box/datasets.ts";
import { type RowsQuery, readRows } from "./import/read-rows.ts";
import { versionFiles } from "./import/version-files.ts";
import { type StartWork, startWork, type Work } from "./import/work.ts";
import { type Actor, found } from "./may.ts";

export interface DatasetsOptions {
  data: string;
  store: DatasetStore;
  emit: (event: BoxEvent) => void;
  logger: Logger;
  /** Folder of the base model's tokenizer.json; it may not be there yet. */
  tokenizerDir: string;
  /** Who needs this version, in words ("job helpdesk"); null when nobody does. */
  usedBy(versionId: string): Promise<string | null>;
  startWork?: StartWork;
}
export type Datasets = ReturnType<typeof createDatasets>;

/** The projects whose objects an actor may see; null: all. */
export const projectIdsOf = (actor: Actor): string[] | null => (actor.kind === "box" ? null : Object.keys(actor.roles));

export function createDatasets(options: DatasetsOptions) {
  const { store, emit, logger, tokenizerDir } = options;
  const serial = createSerial();
  let working: Work<unknown> | null = null;
  let isStopping = false;
  const dirOf = (versionId: string) => path.join(options.data, "datasets", versionId);

  async function measureOne(versionId: string): Promise<void> {
    const version = await store.version(versionId);
    if (isStopping || !version || version.tokens || !existsSync(path.join(tokenizerDir, "tokenizer.json"))) return;
    const { rows, seed } = version;
    const rowsFile = versionFiles(dirOf(versionId)).rows;
    const work = (options.startWork ?? startWork)({ kind: "tokens", rowsFile, rows, tokenizerDir, seed });
    working = work;
    try {
      await store.setTokens(versionId, await work.done);
      emit({ type: "dataset-changed", id: version.datasetId });
    } finally {
      working = null;
    }
  }
  const measure = (versionId: string): void => {
    serial(() => measureOne(versionId)).catch((error: unknown) => {
      if (!isStopping) logger.warn({ err: error, versionId }, "token lengths could not be measured");
    });
  };

  return {
    list: (actor: Actor, query: { limit: number; after?: string | undefined; q?: string | undefined }): Promise<List<Dataset>> =>
      store.list({ projectIds: projectIdsOf(actor), q: query.q }, query),
    get: async (actor: Actor, id: string): Promise<Dataset> => found(actor, "read", await store.get(id), "dataset"),
    /** The version a job is to learn from. Throws `not-found`. */
    version: async (actor: Actor, versionId: string): Promise<VersionRecord> =>
      found(actor, "read", await store.version(versionId), "version of a dataset"),
    async rows(actor: Actor, datasetId: string, versionId: string, query: RowsQuery): Promise<List<RowPreview>> {
      const version = found(actor, "read", await store.version(versionId), "version of a dataset");
      if (version.datasetId !== datasetId) throw new SluiceError("not-found", "There is no such version of this dataset.");
      const { rows, nextAfter } = await readRows(dirOf(versionId), query);
      const total = query.split === undefined ? version.rows : query.split === "train" ? version.trainRows : version.heldOutRows;
      return { data: rows, total, nextAfter };
    },
    /** Throws `in-use` and names who needs it. */
    async remove(actor: Actor, id: string): Promise<void> {
      const dataset = found(actor, "remove", await store.get(id), "dataset");
      for (const version of dataset.versions) {
        const user = await options.usedBy(version.id);
        if (user === null) continue;
        throw new SluiceError("in-use", `Version ${version.version} of "${dataset.name}" is needed by ${user}.`, {
          hint: "Delete that first.",
        });
      }
      await store.remove(id);
      for (const version of dataset.versions) await rm(dirOf(version.id), { recursive: true, force: true });
      emit({ type: "dataset-changed", id });
    },
    trainPath: (versionId: string): string => versionFiles(dirOf(versionId)).train,
    heldOutPath: (versionId: string): string => versionFiles(dirOf(versionId)).heldOut,
    /** Counts tokens in the background; without a prepared base model it waits for `measureMissing`. */
    measure,
    /** After the base model was prepared (`model-changed`), and at boot. */
    async measureMissing(): Promise<void> {
      if (!existsSync(path.join(tokenizerDir, "tokenizer.json"))) return;
      for (const version of await store.unmeasured()) measure(version.id);
    },
    async stop(): Promise<void> {
      isStopping = true;
      await working?.stop();
    },
  };
}
