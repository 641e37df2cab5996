/** How much of the customer's 13 months a run makes, and what disk that takes. */
import { statfsSync } from "node:fs";
import { assumed } from "./customer.ts";

export interface Plan {
  /** Whether nothing is left out of the day, and of the months. */
  isWhole: { day: boolean; months: boolean };
  /** Of the one day that goes through the collector: per round. */
  stretches: { fromMs: number; toMs: number }[];
  /** Since 1970; sums of all but the last are written in bulk. */
  days: number[];
  /** Days of which only the keys are known: a box of 13 months has them all. */
  keysOnly: number[];
  /** Of a round, at most so many requests go into the bare table too. */
  bareRequests: number;
  needBytes: number;
}
const dayMs = 86_400_000;
const hourMs = 3_600_000;
export const keptDays = 395;
/** Measured, and rounded up: a request in meter.db and again in the bare table, an hourly row with its part of the daily ones, box.db. */
const bytesPer = { request: 200, hourRow: 75, box: 100e6 };
const hourRowsPerDay = 150_000;

export function planOf(isWhole: Plan["isWhole"], rounds: number, nowMs = Date.now()): Plan {
  const lastDay = Math.floor(nowMs / dayMs) - 1;
  const all = Array.from({ length: keptDays }, (_, n) => lastDay - keptDays + 1 + n);
  const days = isWhole.months ? all : all.slice(-scaled.days);
  // The whole day in as many parts as there are rounds, or minutes out of its busiest hours at their own rate.
  const lengthMs = isWhole.day ? dayMs / rounds : scaled.secondsPerRound * 1000;
  const firstMs = lastDay * dayMs + (isWhole.day ? 0 : scaled.hour * hourMs);
  const startOf = (n: number) => firstMs + n * lengthMs;
  const stretches = Array.from({ length: rounds }, (_, n) => ({ fromMs: startOf(n), toMs: startOf(n + 1) }));
  const requests = isWhole.day ? assumed.requestsPerDay : scaled.secondsPerRound * rounds * 500;
  const bareRequests = isWhole.day ? 300_000 : Number.POSITIVE_INFINITY;
  const needBytes = requests * bytesPer.request + days.length * hourRowsPerDay * bytesPer.hourRow + bytesPer.box;
  return { isWhole, stretches, days, keysOnly: all.slice(0, keptDays - days.length), bareRequests, needBytes };
}

const scaled = { days: 31, secondsPerRound: 120, hour: 10 };

/** Throws one sentence when the folder has not got the room. */
export function refuseFullDisk(dir: string, needBytes: number): void {
  const { bavail, bsize } = statfsSync(dir);
  const gb = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  if (bavail * bsize < needBytes * 1.2)
    throw new Error(
      `This needs ${gb(needBytes * 1.2)} free in ${dir}; there are ${gb(bavail * bsize)}. Set SLUICE_HOME to a larger disk.`,
    );
}
