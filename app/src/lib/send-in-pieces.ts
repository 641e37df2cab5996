/** A file piece by piece, over every interruption: what the box holds is asked, and the next piece begins there. */
import { isRetryable, SluiceError, type UploadState } from "@sluice/agent/contract";

export interface Sender {
  /** What the box holds. */
  state(): Promise<UploadState>;
  put(from: number, to: number, onSent: (bytes: number) => void): Promise<UploadState>;
  wait(ms: number): Promise<void>;
}
export type OnSent = (sentBytes: number, isWaiting: boolean) => void;

/** Small enough that an interruption costs little, large enough that the way there and back costs nothing. */
export const pieceBytes = 32 * 1024 * 1024;
/** With the waits below some five minutes without one byte: a box that is restarted or upgraded is back by then. */
const mostTries = 30;
const waitMs = (tries: number): number => Math.min(10_000, 500 * 2 ** tries);

/** Resolves when the box has all of it; throws what no patience helps against. */
export async function sendInPieces(held: UploadState, bytes: number, sender: Sender, onSent: OnSent): Promise<UploadState> {
  let state = held;
  let tries = 0;
  let isSure = true;
  while (state.sha256 === null) {
    const from = state.bytes;
    try {
      // A piece sent to a wrong place would be sent in vain: a browser reads the refusal only when all of it is gone.
      if (isSure) state = await sender.put(from, Math.min(from + pieceBytes, bytes), (sent) => onSent(from + sent, false));
      else state = await sender.state();
      isSure = true;
    } catch (error) {
      if (!isPassing(error) || tries >= mostTries) throw error;
      isSure = false;
      onSent(from, true);
      await sender.wait(waitMs(tries++));
    }
    if (state.bytes > from) tries = 0;
  }
  return state;
}

/** A broken piece (`bad-file`), one sent twice, or an older connection that has not died yet: the box knows how far it got. */
const passing: readonly string[] = ["bad-file", "wrong-offset", "upload-busy"];
const isPassing = (error: unknown) => error instanceof SluiceError && (isRetryable(error.code) || passing.includes(error.code));
