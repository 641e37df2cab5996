/** What a bench is: rounds of ours and a peer's in one run on one machine, and ratios made of them. */
export type Figures = Record<string, number>;
export interface Round {
  /** Which of the sides ran first changes from round to round, so that neither always gets the warm machine. */
  order: string[];
  sides: Record<string, Figures>;
}
/** What the person left out to be quicker: nothing, usually. */
export interface Asked {
  /** Parts of a bench that has several; empty: all. */
  only: readonly string[];
  sides: readonly string[];
  /** The whole thing, however long it takes, where a bench usually measures a part. */
  full: boolean;
}
export interface Bench {
  name: string;
  rounds: number;
  sides: string[];
  /** The words `--only` knows; none: the bench is one piece. */
  parts?: readonly string[];
  /** Installs peers beside the bench (under `work`), never into the product. */
  prepare(work: string, asked: Asked): Promise<void>;
  run(side: string, work: string): Promise<Figures>;
  /** False: the machine was too busy in this round to count it. */
  isSound?(round: Round): boolean;
  /** What needs no rounds (counts that must be exact, searches that repeat by themselves), measured after them. */
  once?(work: string): Promise<object>;
  /** Versions of peers and what else explains the numbers. */
  facts?(): object;
  /** Stops what prepare() started; called whatever happened. */
  finish?(): Promise<void>;
  /** > 1 is better for us, unless the bench's table of bars says otherwise. */
  ratios(rounds: Round[]): Figures;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = sorted.length % 2 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  if (low === undefined || high === undefined) throw new Error("no rounds");
  return (low + high) / 2;
}

/** The middle of ours / peer's, round by round: a slow minute of the machine hits both. */
export function ratioOf(rounds: Round[], figure: string, ours: string, peer: string): number {
  return median(rounds.map(({ sides }) => (sides[ours]?.[figure] ?? Number.NaN) / (sides[peer]?.[figure] ?? Number.NaN)));
}
