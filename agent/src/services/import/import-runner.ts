/** Takes imports through scanning and writing, one at a time: two on one disk would only slow each other down. */
import { existsSync, mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { SluiceError } from "../../contract/error.ts";
import type { Logger } from "../../lib/logger.ts";
import { newId } from "../../lib/new-id.ts";
import { createSerial } from "../../lib/serial.ts";
import type { DatasetStore, NewVersion } from "../../store/box/datasets.ts";
import type { ImportRecord, ImportStore } from "../../store/box/imports.ts";
import { type FreeSpace, refuseFull } from "./free-space.ts";
import { asDiskFull } from "./out-file.ts";
import { etaSeconds, type Live } from "./shown-import.ts";
import { stageFiles } from "./stage.ts";
import type { StartWork, Work } from "./work.ts";

export interface ImportRunnerOptions {
  data: string;
  imports: ImportStore;
  datasets: DatasetStore;
  uploadFile(id: string): string;
  startWork: StartWork;
  freeSpace: FreeSpace;
  now(): number;
  logger: Logger;
  onChanged(id: string): void;
  onReady(record: ImportRecord): Promise<void>;
  onFailed(record: ImportRecord): Promise<void>;
}

export function createImportRunner(options: ImportRunnerOptions) {
  const { data, imports, datasets, startWork, now, onChanged } = options;
  const serial = createSerial();
  const live = new Map<string, Live>();
  const dropped = new Set<string>();
  let working: { id: string; work: Work<unknown> } | null = null;
  let isStopping = false;
  const stageDir = (id: string) => path.join(data, "imports", id);
  const versionDir = (id: string) => path.join(data, "datasets", id);

  async function save(record: ImportRecord): Promise<ImportRecord> {
    if (dropped.has(record.id)) throw new SluiceError("wrong-state", "This import was discarded.");
    await imports.update(record);
    onChanged(record.id);
    return record;
  }
  async function inThread<R>(id: string, work: Work<R>): Promise<R> {
    working = { id, work };
    try {
      return await work.done;
    } finally {
      working = null;
    }
  }

  async function scan(record: ImportRecord): Promise<ImportRecord> {
    const { id, bytes, wish } = record;
    const file = options.uploadFile(wish.uploadId);
    if (!existsSync(file)) {
      throw new SluiceError("bad-file", "The import was interrupted and its upload is gone.", { hint: "Upload the file again." });
    }
    mkdirSync(stageDir(id), { recursive: true });
    // The rows are staged once and then copied to their side of the split.
    await refuseFull(options.freeSpace, stageDir(id), bytes * 2, "The import");
    const startedAt = now();
    const work = startWork({ kind: "scan", file, stageDir: stageDir(id), format: wish.format }, (progress) => {
      live.set(id, { ...progress, etaSeconds: etaSeconds(bytes, progress.bytesRead, now() - startedAt) });
      onChanged(id);
    });
    const { bytes: stagedBytes, contentHash, ...found } = await inThread(id, work);
    const scanned: ImportRecord = { ...record, ...found, etaSeconds: null, staged: { bytes: stagedBytes, contentHash } };
    if (found.goodRows === 0) return fail(scanned, noGoodRow(scanned));
    if (found.badRows > 0 && !record.accepted) return save({ ...scanned, state: "needs-decision" });
    return save({ ...scanned, state: "writing", versionId: newId("ver") });
  }

  async function write(record: ImportRecord): Promise<void> {
    const { id, wish, versionId, goodRows, staged } = record;
    if (versionId === null || staged === null) throw new SluiceError("internal", "The import has nothing to write.");
    const { heldOutFraction, seed } = wish;
    const dir = versionDir(versionId);
    const work = startWork({ kind: "write", stageDir: stageDir(id), versionDir: dir, rows: goodRows, heldOutFraction, seed });
    const sides = await inThread(id, work);
    const version = toVersion(record, versionId, staged, sides, new Date(now()).toISOString());
    const ready = await datasets.addVersion(record, version).catch(async (error: unknown) => {
      await rm(dir, { recursive: true, force: true });
      throw error;
    });
    onChanged(id);
    // bad-rows.jsonl stays: what was left out can be looked up for as long as the import is listed.
    await rm(stageFiles(stageDir(id)).hashes, { force: true });
    await options.onReady(ready);
  }

  async function fail(record: ImportRecord, error: SluiceError): Promise<ImportRecord> {
    const { code, message, hint } = error;
    const { rows, hashes } = stageFiles(stageDir(record.id));
    for (const file of [rows, hashes]) await rm(file, { force: true });
    const nothing = { versionId: null, staged: null, etaSeconds: null };
    const failed = await save({ ...record, ...nothing, state: "failed", error: { code, message, hint } });
    await options.onFailed(failed);
    return failed;
  }

  async function process(id: string): Promise<void> {
    const record = await imports.get(id);
    if (isStopping || dropped.has(id) || !record) return;
    let current = record;
    try {
      if (current.state === "scanning") current = await scan(current);
      if (current.state === "writing") await write(current);
    } catch (error) {
      // Stopped on purpose: the state stays, and the next start goes on from it.
      if (isStopping || dropped.has(id)) return;
      const known = asImportError(error);
      if (known.code === "internal") options.logger.error({ err: error, importId: id }, "import failed");
      await fail(current, known);
    } finally {
      live.delete(id);
    }
  }

  return {
    stageDir,
    versionDir,
    newVersionId: () => newId("ver"),
    live: (id: string) => live.get(id),
    enqueue(id: string): void {
      serial(() => process(id)).catch((error: unknown) => options.logger.error({ err: error, importId: id }, "import broke off"));
    },
    /** The import is given up: its work ends, and what it staged goes. */
    async drop(id: string): Promise<void> {
      dropped.add(id);
      if (working?.id === id) await working.work.stop();
      await rm(stageDir(id), { recursive: true, force: true });
    },
    async stop(): Promise<void> {
      isStopping = true;
      await working?.work.stop();
      await serial(async () => undefined);
    },
  };
}

function toVersion(
  record: ImportRecord,
  id: string,
  staged: NonNullable<ImportRecord["staged"]>,
  sides: { trainRows: number; heldOutRows: number },
  createdAt: string,
): NewVersion {
  const { projectId, createdBy, filename, sourceHash, goodRows, badRows, duplicateRows, wish } = record;
  const counts = { rows: goodRows, leftOutRows: badRows, duplicateRows, ...sides };
  const format = record.format ?? "chat";
  return { id, projectId, createdBy, createdAt, filename, format, sourceHash, seed: wish.seed, ...counts, ...staged };
}

function noGoodRow({ rows, badRowSample }: ImportRecord): SluiceError {
  const first = badRowSample.slice(0, 3).map(({ unit, line, reason }) => `${unit} ${line}: ${reason}`);
  const sentence = rows === 1 ? "The only row of the file cannot be used" : `None of the ${rows} rows can be used`;
  return new SluiceError("bad-rows", `${sentence}. ${first.join(" ")}`, {
    hint: 'Each row must look like {"messages": [{"role": "user", "content": "…"}, {"role": "assistant", "content": "…"}]}, or be Alpaca.',
  });
}

/** What a person can act on passes; anything else is ours, and only the log gets it whole. */
function asImportError(thrown: unknown): SluiceError {
  const error = asDiskFull(thrown);
  if (error instanceof SluiceError && error.code !== "internal") return error;
  return new SluiceError("internal", "The import failed inside the box; nothing was kept of it.", {
    hint: "Start it again; if that fails too, look into the agent's log (./sluice logs).",
    cause: error,
  });
}
