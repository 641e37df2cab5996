/** Is a file that is not UTF-8 really GB18030 (GBK)? Strict, because a wrong guess would train the model on nonsense. */

export interface GbWalk {
  push(chunk: Buffer): void;
  /** True when every byte fits and nearly all characters are everyday ones. */
  end(): boolean;
}

/** Any bytes in pairs "decode" as GBK, Latin-1 and torn UTF-8 too; but only real Chinese text keeps to the rows of GB 2312
 * (punctuation A1–A9, characters B0–F7, second byte from A1). */
export function createGbWalk(): GbWalk {
  let state = 0;
  let lead = 0;
  let pairs = 0;
  let everyday = 0;
  let valid = true;
  function step(byte: number): void {
    if (state === 0) {
      if (byte < 0x80) return;
      if (byte === 0x80 || byte === 0xff) valid = false;
      lead = byte;
      state = 1;
    } else if (state === 1) {
      if (byte >= 0x30 && byte <= 0x39) {
        state = 2;
        return;
      }
      if (byte < 0x40 || byte === 0x7f || byte === 0xff) valid = false;
      pairs++;
      if (byte >= 0xa1 && ((lead >= 0xa1 && lead <= 0xa9) || (lead >= 0xb0 && lead <= 0xf7))) everyday++;
      state = 0;
    } else if (state === 2) {
      if (byte < 0x81 || byte === 0xff) valid = false;
      state = 3;
    } else {
      if (byte < 0x30 || byte > 0x39) valid = false;
      pairs++;
      state = 0;
    }
  }
  return {
    push(chunk) {
      for (let i = 0; valid && i < chunk.length; i++) step(chunk[i]!);
    },
    end: () => valid && state === 0 && pairs > 0 && everyday / pairs >= 0.9,
  };
}
