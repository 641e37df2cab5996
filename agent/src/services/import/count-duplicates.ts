import { eachHash } from "./row-hash.ts";

/** Rows sorted at a time: 8 bytes each, so memory stays flat however many rows there are. */
const rowsPerPass = 2 * 1024 * 1024;

/** Calls `onGroup` once for every row that occurs more than once, with how often. Several passes over the file of hashes, one
 * for each share of them; sorting brings equal ones together. */
export function eachDuplicate(
  file: string,
  rows: number,
  onGroup: (high: number, low: number, count: number) => void,
  perPass = rowsPerPass,
): void {
  const passes = Math.ceil(rows / perPass);
  for (let pass = 0; pass < passes; pass++) {
    const share = readShare(file, pass, passes, perPass).sort();
    const halves = new Uint32Array(share.buffer, 0, share.length * 2);
    for (let i = 0; i < share.length; ) {
      const low = halves[i * 2]!;
      const high = halves[i * 2 + 1]!;
      let end = i + 1;
      while (end < share.length && halves[end * 2] === low && halves[end * 2 + 1] === high) end++;
      if (end - i > 1) onGroup(high, low, end - i);
      i = end;
    }
  }
}

/** BigUint64Array only to sort natively: the numbers go in through a view of their halves, no bigint is ever made. */
function readShare(file: string, pass: number, passes: number, perPass: number): BigUint64Array {
  let share = new BigUint64Array(perPass + perPass / 8);
  let halves = new Uint32Array(share.buffer);
  let count = 0;
  eachHash(file, (high, low) => {
    if (high % passes !== pass) return;
    if (count === share.length) {
      const larger = new BigUint64Array(share.length * 2);
      larger.set(share);
      share = larger;
      halves = new Uint32Array(share.buffer);
    }
    halves[count * 2] = low;
    halves[count * 2 + 1] = high;
    count++;
  });
  return share.subarray(0, count);
}

/** How many rows are there again: three equal rows count as two. */
export function countDuplicates(file: string, rows: number): number {
  let duplicates = 0;
  eachDuplicate(file, rows, (_high, _low, count) => {
    duplicates += count - 1;
  });
  return duplicates;
}
