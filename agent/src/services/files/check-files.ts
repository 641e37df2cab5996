/** Reads files for fine-tuning once, in a thread, one after another: whoever waits for `processed` hears of a bad row now, not from the job. */

import { SluiceError } from "../../contract/error.ts";
import type { StoredFile } from "../../contract/file.ts";
import type { Logger } from "../../lib/logger.ts";
import { createSerial } from "../../lib/serial.ts";
import type { FileStore } from "../../store/box/files.ts";
import type { CheckResult } from "../import/check-rows.ts";
import type { StartWork, Work } from "../import/work.ts";

export interface CheckFilesOptions {
  store: FileStore;
  pathOf(id: string): string;
  startWork: StartWork;
  logger: Logger;
}

export function createFileChecks({ store, pathOf, startWork, logger }: CheckFilesOptions) {
  const serial = createSerial();
  let working: Work<CheckResult> | null = null;
  let isStopping = false;

  async function check({ id }: StoredFile): Promise<void> {
    if (isStopping || !(await store.get(id))) return;
    try {
      working = startWork({ kind: "check", file: pathOf(id) });
      const found = await working.done;
      await store.noteChecked(id, found.badRows === 0 ? "processed" : "error", wordsFor(found));
    } catch (error) {
      // Stopped on purpose, or deleted meanwhile: the next start looks again, if there is anything to look at.
      if (isStopping || !(await store.get(id))) return;
      const known = error instanceof SluiceError && error.code !== "internal";
      if (!known) logger.error({ err: error, fileId: id }, "a file could not be checked");
      await store.noteChecked(id, "error", known ? error.message : "The file could not be read inside the box.");
    } finally {
      working = null;
    }
  }

  return {
    enqueue(file: StoredFile): void {
      serial(() => check(file)).catch((error: unknown) => logger.error({ err: error, fileId: file.id }, "a check broke off"));
    },
    async stop(): Promise<void> {
      isStopping = true;
      await working?.stop();
      await serial(async () => undefined);
    },
  };
}

function wordsFor({ rows, badRows, sample }: CheckResult): string | null {
  if (badRows === 0) return null;
  const first = sample.map(({ unit, line, reason }) => `${unit} ${line}: ${reason}`);
  return `${badRows} of ${rows} rows cannot be used. ${first.join(" ")}`;
}
