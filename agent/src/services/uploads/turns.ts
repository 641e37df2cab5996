/** One sender at a time per upload: the second one is told so, and does not wait. */
import type { Readable } from "node:stream";
import { SluiceError } from "../../contract/error.ts";

export function createTurns() {
  const taken = new Map<string, { body: Readable; over: Promise<void> }>();
  return {
    isTaken: (id: string) => taken.has(id),
    async take<T>(id: string, body: Readable, work: () => Promise<T>): Promise<T> {
      if (taken.has(id)) {
        throw new SluiceError("upload-busy", "Another request is writing to this upload.", {
          hint: "Ask how much it holds (HEAD) and go on from there.",
        });
      }
      const { promise: over, resolve } = Promise.withResolvers<void>();
      taken.set(id, { body, over });
      // It may be cut before anybody listens to it; whoever reads it later hears of it all the same.
      body.on("error", () => undefined);
      try {
        return await work();
      } finally {
        taken.delete(id);
        resolve();
      }
    },
    /** Cuts the sender short, and waits until nothing is written any more. */
    async stop(id: string): Promise<void> {
      const turn = taken.get(id);
      turn?.body.destroy(new SluiceError("not-found", "This upload was removed."));
      await turn?.over;
    },
  };
}
