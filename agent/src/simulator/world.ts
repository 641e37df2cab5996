/** What the simulated week is made of, the same for every policy. */
export const weekSeconds = 7 * 24 * 3600;
export const weekMinutes = weekSeconds / 60;

export const costs = { wakeSeconds: 6, sleepSeconds: 2, checkpointSeconds: 10, restartSeconds: 30 };
/** Of progress, between two checkpoints of a job. */
export const checkpointEverySeconds = 600;

export interface TraceJob {
  submitSeconds: number;
  durationSeconds: number;
  cards: number;
}
export interface TraceRequest {
  atSeconds: number;
  /** What it costs on one card. */
  cardSeconds: number;
}
export interface Traces {
  jobs: readonly TraceJob[];
  requests: readonly TraceRequest[];
  /** Load of each hour of a working day beside the busiest. */
  dayCurve: readonly number[];
}
/** Of a working day's load. */
export const weekendLoad = 0.2;
/** Of all cards, in the busiest minute of the week. */
export const busiestShare = 3 / 8;

export const hourOf = (minute: number): number => Math.floor(minute / 60) % 24;
/** Monday is 0. */
export const dayOf = (minute: number): number => Math.floor(minute / (24 * 60));
