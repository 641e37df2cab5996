import type { Latin1 } from "./latin1.ts";

/** The frames of a stream, for who keeps its answer. */
export interface Kept {
  readonly frames: readonly Latin1[];
  add(frame: Latin1): void;
  /** False once there was too much of it: half an answer is not kept. */
  isWhole(): boolean;
}

const maxBytes = 16 * 1024 * 1024;

export function createKept(): Kept {
  const frames: Latin1[] = [];
  let bytes = 0;
  return {
    frames,
    add(frame) {
      bytes += frame.length;
      if (bytes <= maxBytes) frames.push(frame);
      else frames.length = 0;
    },
    isWhole: () => bytes <= maxBytes,
  };
}
