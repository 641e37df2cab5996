/**
 * The requests that ended in one usage file and are not in the snapshot yet, by the byte after their line, so that exactly those a
 * newer snapshot has stored can be taken out again. An agent that is away for days must not fill the memory: past a number the
 * oldest are kept as sums alone, and can then only go together.
 */
import { type Account, addLater } from "./account.ts";

interface Chunk {
  from: number;
  upTo: number;
  ends: Float64Array;
  days: Uint32Array;
  tokens: Float64Array;
  costs: Float64Array;
  accounts: Account[];
}
interface Sum {
  day: number;
  ends: number;
  tokens: number;
  cost: number;
}

export interface EndLog {
  push(end: number, account: Account, day: number, tokens: number, cost: number): void;
  /** Whether all up to this byte can be taken out and nothing beyond. */
  canGo(upTo: number): boolean;
  go(upTo: number): void;
}

export function createEndLog(most = 262_144): EndLog {
  const chunkSize = Math.max(1, Math.min(1024, Math.floor(most / 4)));
  let chunks: Chunk[] = [];
  const folded = new Map<Account, Sum[]>();
  let foldedUpTo = 0;
  const fold = () => {
    const oldest = chunks.shift()!;
    for (let i = oldest.from; i < oldest.upTo; i += 1) {
      const [account, day] = [oldest.accounts[i]!, oldest.days[i]!];
      const sums = folded.get(account) ?? [];
      let sum = sums.find((one) => one.day === day);
      if (!sum) {
        sum = { day, ends: 0, tokens: 0, cost: 0 };
        sums.push(sum);
        folded.set(account, sums);
      }
      sum.ends += 1;
      sum.tokens += oldest.tokens[i]!;
      sum.cost += oldest.costs[i]!;
      foldedUpTo = oldest.ends[i]!;
    }
  };
  return {
    push(end, account, day, tokens, cost) {
      let last = chunks.at(-1);
      if (!last || last.upTo === chunkSize) {
        if (chunks.length * chunkSize >= most) fold();
        last = newChunk(chunkSize);
        chunks.push(last);
      }
      const i = last.upTo;
      last.upTo += 1;
      last.ends[i] = end;
      last.days[i] = day;
      last.tokens[i] = tokens;
      last.costs[i] = cost;
      last.accounts.push(account);
      addLater(account, day, 1, tokens, cost);
    },
    canGo: (upTo) => folded.size === 0 || upTo >= foldedUpTo,
    go(upTo) {
      for (const [account, sums] of folded) {
        for (const { day, ends, tokens, cost } of sums) addLater(account, day, -ends, -tokens, -cost);
      }
      folded.clear();
      for (const chunk of chunks) {
        for (; chunk.from < chunk.upTo && chunk.ends[chunk.from]! <= upTo; chunk.from += 1) {
          const i = chunk.from;
          addLater(chunk.accounts[i]!, chunk.days[i]!, -1, -chunk.tokens[i]!, -chunk.costs[i]!);
        }
      }
      chunks = chunks.filter((chunk) => chunk.from < chunk.upTo);
    },
  };
}

function newChunk(size: number): Chunk {
  const numbers = () => new Float64Array(size);
  return { from: 0, upTo: 0, ends: numbers(), days: new Uint32Array(size), tokens: numbers(), costs: numbers(), accounts: [] };
}
