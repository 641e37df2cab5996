/** Imports: an upload becomes an immutable version of a dataset, after a person has seen what is wrong with it. */
import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { BoxEvent } from "../contract/box-event.ts";
import type { BadRow, Import, StartImport } from "../contract/dataset.ts";
import { SluiceError } from "../contract/error.ts";
import type { List } from "../contract/word.ts";
import type { Logger } from "../lib/logger.ts";
import type { DatasetStore } from "../store/box/datasets.ts";
import type { ImportRecord, ImportStore } from "../store/box/imports.ts";
import { type Datasets, projectIdsOf } from "./datasets.ts";
import { readBadRows } from "./import/bad-row-page.ts";
import { type FreeSpace, readFreeSpace } from "./import/free-space.ts";
import { createImportRunner } from "./import/import-runner.ts";
import { newRecord, unread } from "./import/new-record.ts";
import { toShown } from "./import/shown-import.ts";
import { stageFiles } from "./import/stage.ts";
import { type StartWork, startWork } from "./import/work.ts";
import { type Actor, found } from "./may.ts";
import type { Uploads } from "./uploads/uploads.ts";

export interface ImportsOptions {
  data: string;
  imports: ImportStore;
  datasetStore: DatasetStore;
  datasets: Datasets;
  uploads: Uploads;
  emit: (event: BoxEvent) => void;
  logger: Logger;
  /** Swapped by tests. */
  startWork?: StartWork;
  freeSpace?: FreeSpace;
  now?: () => number;
}
export type Imports = ReturnType<typeof createImports>;

const isOpen = (record: ImportRecord) => ["scanning", "needs-decision", "writing"].includes(record.state);

export function createImports(options: ImportsOptions) {
  const { data, imports: store, uploads, emit, now = Date.now } = options;
  const runner = createImportRunner({
    ...options,
    datasets: options.datasetStore,
    uploadFile: uploads.fileOf,
    startWork: options.startWork ?? startWork,
    freeSpace: options.freeSpace ?? readFreeSpace,
    now,
    onChanged: (id) => emit({ type: "import-changed", id }),
    async onReady(record) {
      emit({ type: "dataset-changed", id: record.datasetId ?? "" });
      await uploads.discard(record.wish.uploadId);
      options.datasets.measure(record.versionId ?? "");
    },
    async onFailed(record) {
      // What is wrong with the file itself will not change; after a full disk the same upload can be tried again.
      const isOurs = record.error?.code === "disk-full" || record.error?.code === "internal";
      if (!isOurs) await uploads.discard(record.wish.uploadId);
    },
  });
  const show = (record: ImportRecord) => toShown(record, runner.live(record.id));
  const own = async (actor: Actor, id: string, verb: "read" | "change") => found(actor, verb, await store.get(id), "import");

  async function save(record: ImportRecord): Promise<Import> {
    await store.update(record);
    emit({ type: "import-changed", id: record.id });
    return show(record);
  }

  /** A half-written version goes; the scan begins again from the upload, which is kept until the import is ready. */
  async function goOn(record: ImportRecord): Promise<void> {
    if (record.state === "writing") {
      if (record.versionId) await rm(runner.versionDir(record.versionId), { recursive: true, force: true });
      await store.update({ ...record, ...unread, badRowSample: [], state: "scanning", accepted: true });
    }
    runner.enqueue(record.id);
  }

  async function sweepUploads(): Promise<void> {
    const needed = new Set((await store.open()).filter(isOpen).map((record) => record.wish.uploadId));
    await uploads.sweep((id) => needed.has(id));
  }

  return {
    sweepUploads,
    async start(actor: Actor, wish: StartImport): Promise<Import> {
      const upload = await uploads.get(actor, wish.uploadId);
      if ((await store.open()).some((other) => other.wish.uploadId === upload.id)) {
        throw new SluiceError("wrong-state", "This upload is being imported already.");
      }
      const record = newRecord(actor, wish, upload, now());
      await store.create(record);
      emit({ type: "import-changed", id: record.id });
      runner.enqueue(record.id);
      return show(record);
    },
    /** Without the samples of bad rows, which would make the list megabytes: `get` has them. */
    async list(actor: Actor, page: { limit: number; after?: string | undefined }): Promise<List<Import>> {
      const list = await store.list({ projectIds: projectIdsOf(actor) }, page);
      return { ...list, data: list.data.map((record) => ({ ...show(record), badRowSample: [] })) };
    },
    get: async (actor: Actor, id: string): Promise<Import> => show(await own(actor, id, "read")),
    async badRows(actor: Actor, id: string, page: { limit: number; after?: number | undefined }): Promise<List<BadRow>> {
      const record = await own(actor, id, "read");
      return readBadRows(stageFiles(runner.stageDir(id)).badRows, record.badRows, page.after ?? 0, page.limit);
    },
    /** The person has said "without the bad rows". Throws `wrong-state` when there is nothing to decide. */
    async accept(actor: Actor, id: string): Promise<Import> {
      const record = await own(actor, id, "change");
      if (record.state !== "needs-decision") throw new SluiceError("wrong-state", "This import has nothing to decide.");
      const isStaged = existsSync(stageFiles(runner.stageDir(id)).hashes);
      const shown = await save({
        ...record,
        accepted: true,
        ...(isStaged ? ({ state: "writing", versionId: runner.newVersionId() } as const) : ({ state: "scanning" } as const)),
      });
      runner.enqueue(id);
      return shown;
    },
    async discard(actor: Actor, id: string): Promise<Import> {
      const record = await own(actor, id, "change");
      if (record.state !== "scanning" && record.state !== "needs-decision") {
        throw new SluiceError("wrong-state", "This import is past the point where it can be discarded.");
      }
      await runner.drop(id);
      // It may have come to its end while we asked.
      if ((await own(actor, id, "read")).state === "ready") throw new SluiceError("wrong-state", "This import is ready already.");
      const discarded = await save({ ...record, state: "discarded", etaSeconds: null });
      await uploads.discard(record.wish.uploadId);
      return discarded;
    },
    /** At boot: half-written things go, and imports that a dead agent left open go on. */
    async resume(): Promise<void> {
      const open = await store.open();
      const dir = path.join(data, "datasets");
      const names = await readdir(dir).catch(() => []);
      for (const name of names) if (name.endsWith(".tmp")) await rm(path.join(dir, name), { recursive: true, force: true });
      await sweepUploads();
      for (const record of open) if (record.state !== "needs-decision") await goOn(record);
    },
    stop: () => runner.stop(),
  };
}
