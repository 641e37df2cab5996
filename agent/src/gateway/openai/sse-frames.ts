/** Cuts an engine's event stream into whole frames: what is counted, renamed or held back is a frame, never half of one. */
export interface FrameCutter {
  /** The frames completed by these bytes, each with its blank line. Throws when a frame grows past all reason. */
  push(chunk: Buffer): Buffer[];
  /** Bytes of an unfinished frame. */
  rest(): Buffer;
}

const maxFrameBytes = 16 * 1024 * 1024;
const none = Buffer.alloc(0);

export function createFrameCutter(): FrameCutter {
  let rest: Buffer = none;
  return {
    rest: () => rest,
    push(chunk) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      // A blank line may begin at most 3 bytes before the new bytes.
      let from = Math.max(0, rest.length - 3);
      const frames: Buffer[] = [];
      let start = 0;
      for (let lf = bytes.indexOf(10, from); lf !== -1; lf = bytes.indexOf(10, from)) {
        const end = blankLineEnd(bytes, lf);
        from = end ?? lf + 1;
        if (end === null) continue;
        frames.push(bytes.subarray(start, end));
        start = end;
      }
      rest = start === bytes.length ? none : bytes.subarray(start);
      if (rest.length > maxFrameBytes) throw new Error("The engine sent an event without an end.");
      return frames;
    },
  };
}

/** If a blank line follows the line break at `lf`, the index after it. Both LF and CRLF are legal. */
function blankLineEnd(bytes: Buffer, lf: number): number | null {
  if (bytes[lf + 1] === 10) return lf + 2;
  return bytes[lf + 1] === 13 && bytes[lf + 2] === 10 ? lf + 3 : null;
}
