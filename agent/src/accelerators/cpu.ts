/** The processor as one card: where there is no accelerator, memory is what runs compete for. */
import os from "node:os";
import type { Card, Sample } from "../contract/card.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import type { Accelerator } from "./accelerator.ts";
import { readCpuFacts } from "./cpu-facts.ts";
import { cpuProcesses } from "./cpu-processes.ts";
import { readMeminfo, readMemorySource } from "./memory-limit.ts";
import { openFile } from "./open-file.ts";

const everyMs = 1000;
/** The agent, the gateway, the console and the system itself live here too. */
const keptBytes = 1.5e9;
const keptShare = 0.1;

export interface CpuOptions {
  clock?: Clock;
  /** The most it gives to runs; null: all but what the system keeps. */
  mostBytes?: number | null;
}

export function createCpu({ clock = systemClock, mostBytes = null }: CpuOptions = {}): Accelerator {
  return {
    id: "cpu",
    async detect(): Promise<Card[]> {
      const memory = readMemorySource();
      const { totalBytes } = memory;
      const able = Math.max(0, Math.floor(totalBytes - Math.max(keptBytes, totalBytes * keptShare)));
      const leasableBytes = Math.min(able, mostBytes ?? able);
      const name = os.cpus()[0]?.model.trim() || "CPU";
      return [
        {
          ...{ id: "cpu0", accelerator: "cpu", index: 0, name },
          ...{ memoryBytes: totalBytes, leasableBytes },
          evidence: "ran-here",
          fake: false,
          facts: readCpuFacts(memory),
        },
      ];
    },
    watch: (cards, signal) => watchCpu(cards, signal, clock),
    processes: async ([card], seen) => (card ? cpuProcesses(card, seen, readMemorySource()) : null),
    env: () => ({}),
  };
}

async function* watchCpu(cards: readonly Card[], signal: AbortSignal, clock: Clock): AsyncGenerator<Sample[]> {
  const card = cards[0];
  if (!card) return;
  const { usedFile } = readMemorySource();
  const stat = openFile("/proc/stat");
  const memory = openFile(usedFile ?? "/proc/meminfo");
  try {
    let before = readTimes(stat.read());
    while (!signal.aborted) {
      await clock.sleep(everyMs, signal);
      if (signal.aborted) return;
      const now = readTimes(stat.read());
      const loadPercent = loadBetween(before, now);
      before = now;
      const memoryUsedBytes = usedFile ? Number(memory.read()) : usedOf(memory.read());
      yield [{ cardId: card.id, at: clock.now(), loadPercent, memoryUsedBytes, powerWatts: null, temperatureC: null }];
    }
  } finally {
    stat.close();
    memory.close();
  }
}

interface Times {
  busy: number;
  total: number;
}
/** First line of /proc/stat: user nice system idle iowait irq softirq steal. Waiting for a disk is not load. */
export function readTimes(text: string): Times {
  const ticks = (text.split("\n", 1)[0] ?? "").split(/\s+/).slice(1, 9).map(Number);
  const total = ticks.reduce((sum, n) => sum + n, 0);
  return { total, busy: total - (ticks[3] ?? 0) - (ticks[4] ?? 0) };
}
/** Null when no time passed between the two looks. */
export function loadBetween(before: Times, now: Times): number | null {
  const total = now.total - before.total;
  return total <= 0 ? null : Math.round(Math.min(100, Math.max(0, (100 * (now.busy - before.busy)) / total)) * 10) / 10;
}
function usedOf(meminfo: string): number {
  const { totalBytes, availableBytes } = readMeminfo(meminfo);
  return totalBytes - availableBytes;
}
