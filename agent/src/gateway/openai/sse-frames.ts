import type { Latin1 } from "../latin1.ts";

const maxFrameBytes = 16 * 1024 * 1024;

/** Cuts an engine's event stream into whole frames: what is counted, renamed or held back is a frame, never half of one. */
export class FrameCutter {
  /** An unfinished frame. */
  rest: Latin1 = "";

  /** The frames completed by these bytes, each with its blank line. Throws when a frame grows past all reason. */
  push(chunk: Latin1): Latin1[] {
    const bytes = this.rest === "" ? chunk : this.rest + chunk;
    // A blank line may begin at most 3 bytes before the new bytes.
    let from = Math.max(0, this.rest.length - 3);
    const frames: Latin1[] = [];
    let start = 0;
    for (let lf = bytes.indexOf("\n", from); lf !== -1; lf = bytes.indexOf("\n", from)) {
      const end = blankLineEnd(bytes, lf);
      from = end === -1 ? lf + 1 : end;
      if (end === -1) continue;
      frames.push(start === 0 && end === bytes.length ? bytes : bytes.slice(start, end));
      start = end;
    }
    this.rest = start === bytes.length ? "" : bytes.slice(start);
    if (this.rest.length > maxFrameBytes) throw new Error("The engine sent an event without an end.");
    return frames;
  }
}

/** If a blank line follows the line break at `lf`, the index after it, else -1. Both LF and CRLF are legal. */
function blankLineEnd(bytes: Latin1, lf: number): number {
  const next = bytes.charCodeAt(lf + 1);
  if (next === 10) return lf + 2;
  return next === 13 && bytes.charCodeAt(lf + 2) === 10 ? lf + 3 : -1;
}
