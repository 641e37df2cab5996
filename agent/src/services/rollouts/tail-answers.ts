/** Reads the usage books as they grow and tells each answer once, in small steps: a busy box stores thousands between two looks. */
import { setImmediate } from "node:timers/promises";
import { createSerial } from "../../lib/serial.ts";
import type { AnswerStore } from "../../store/meter/answers.ts";

/** One answer, or one try that failed before another deployment answered. */
export interface Seen {
  at: number;
  deployment: string;
  failed: boolean;
  firstMs: number | null;
}
export type AnswerTail = ReturnType<typeof createAnswerTail>;
const atOnce = 5000;

export function createAnswerTail(store: AnswerStore, listeners: readonly ((seen: Seen) => void)[]) {
  const serial = createSerial();
  let row: number | null = null;
  const tell = (seen: Seen) => {
    for (const listener of listeners) listener(seen);
  };
  return {
    /** From here on. Listeners must know by now what they are interested in. */
    startAt(ms: number): void {
      row = store.rowBefore(ms);
    },
    catchUp: (): Promise<void> =>
      serial(async () => {
        if (row === null) return;
        for (;;) {
          const rows = store.after(row, atOnce);
          for (const { row: _row, at, failedOn, ...answer } of rows) {
            for (const deployment of failedOn) tell({ at, deployment, failed: true, firstMs: null });
            tell({ at, ...answer });
          }
          row = rows.at(-1)?.row ?? Math.min(row, store.lastRow());
          if (rows.length < atOnce) return;
          await setImmediate();
        }
      }),
  };
}
