/** The heavy part of an import in a thread of its own, so that the API answers as always meanwhile. */
import { Worker } from "node:worker_threads";
import { type ErrorCode, SluiceError } from "../../contract/error.ts";
import type { CheckResult, CheckTask } from "./check-rows.ts";
import type { TokenLengths, TokensTask } from "./measure-tokens.ts";
import type { OnProgress, ScanProgress, ScanResult, ScanTask } from "./scan.ts";
import type { WriteResult, WriteTask } from "./write-version.ts";

export type WorkTask = ScanTask | WriteTask | TokensTask | CheckTask;
export type WorkResult<T extends WorkTask> = T extends ScanTask
  ? ScanResult
  : T extends WriteTask
    ? WriteResult
    : T extends CheckTask
      ? CheckResult
      : TokenLengths;
export type WorkMessage =
  | { type: "progress"; progress: ScanProgress }
  | { type: "done"; result: WorkResult<WorkTask> }
  | { type: "failed"; code: ErrorCode; message: string; hint: string | null; details: unknown; stack: string | undefined };

export interface Work<R> {
  /** Rejects with the SluiceError of the work, or `internal` when the thread itself died. */
  done: Promise<R>;
  stop(): Promise<void>;
}
export type StartWork = <T extends WorkTask>(task: T, onProgress?: OnProgress) => Work<WorkResult<T>>;

/** Room for one row of 16 MB as text, parsed and written, and little more: garbage is collected instead of hoarded. */
const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 8 };

export const startWork: StartWork = <T extends WorkTask>(task: T, onProgress: OnProgress = () => undefined) => {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: task, resourceLimits });
  const done = new Promise<WorkResult<T>>((resolve, reject) => {
    worker.on("message", (message: WorkMessage) => {
      if (message.type === "progress") onProgress(message.progress);
      else if (message.type === "done") resolve(message.result as WorkResult<T>);
      else reject(toError(message));
    });
    worker.on("error", reject);
    worker.on("exit", () => reject(new SluiceError("internal", "The work on the data was stopped before its end.")));
  });
  return {
    done,
    async stop() {
      await worker.terminate();
    },
  };
};

function toError({ code, message, hint, details, stack }: Extract<WorkMessage, { type: "failed" }>): SluiceError {
  return new SluiceError(code, message, { ...(hint ? { hint } : {}), details, cause: stack });
}
