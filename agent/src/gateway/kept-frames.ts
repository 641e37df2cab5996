/** The frames of a stream, for who keeps its answer. */
export interface Kept {
  readonly frames: readonly Buffer[];
  add(frame: Buffer): void;
  /** False once there was too much of it: half an answer is not kept. */
  isWhole(): boolean;
}

const maxBytes = 16 * 1024 * 1024;

export function createKept(): Kept {
  const frames: Buffer[] = [];
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
