/** Entry of the import thread: one task, then it ends. Everything in it is synchronous; only this thread waits. */
import { parentPort, workerData } from "node:worker_threads";
import { SluiceError } from "../../contract/error.ts";
import { checkRows } from "./check-rows.ts";
import { measureTokens } from "./measure-tokens.ts";
import { asDiskFull } from "./out-file.ts";
import { type ScanProgress, scan } from "./scan.ts";
import type { WorkMessage, WorkResult, WorkTask } from "./work.ts";
import { writeVersion } from "./write-version.ts";

const progressEveryMs = 250;
const post = (message: WorkMessage) => parentPort?.postMessage(message);

function run(task: WorkTask): WorkResult<WorkTask> {
  if (task.kind === "write") return writeVersion(task);
  if (task.kind === "tokens") return measureTokens(task);
  if (task.kind === "check") return checkRows(task);
  let lastAt = 0;
  return scan(task, (progress: ScanProgress) => {
    if (Date.now() - lastAt < progressEveryMs) return;
    lastAt = Date.now();
    post({ type: "progress", progress });
  });
}

try {
  post({ type: "done", result: run(workerData as WorkTask) });
} catch (thrown) {
  const error = asDiskFull(thrown);
  const { code, hint, details } = error instanceof SluiceError ? error : { code: "internal" as const, hint: null, details: null };
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  post({ type: "failed", code, message, hint, details, stack });
}
