/** The home page in one answer. Cheap: nothing here starts a program. */
import { statfs } from "node:fs/promises";
import os from "node:os";
import type { Box } from "../contract/box.ts";
import type { CardState } from "../contract/card.ts";
import { deploymentIdOf } from "../store/box/replicas.ts";
import type { AttentionBoard } from "./attention.ts";
import type { Runs } from "./runs.ts";
import type { BoxSettings } from "./settings.ts";

export interface BoxOptions {
  settings: BoxSettings;
  runs: Runs;
  attention: AttentionBoard;
  cards: () => CardState[];
  data: string;
  version: string;
  startedAt: string;
  gatewayUrl: string;
  cardTime: () => Box["cardTime"];
}
export type BoxService = ReturnType<typeof createBox>;

export function createBox(options: BoxOptions) {
  const load = createLoadMeter();
  return {
    async read(): Promise<Box> {
      const { boxName } = await options.settings.read();
      const disk = await statfs(options.data);
      const { data, version, startedAt, gatewayUrl } = options;
      const total = os.totalmem();
      return {
        name: boxName,
        version,
        startedAt,
        cards: options.cards(),
        disk: { path: data, freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize },
        system: {
          loadPercent: load(),
          memoryUsedBytes: total - availableMemory(),
          memoryTotalBytes: total,
          cores: os.availableParallelism(),
        },
        running: options.runs.live().map((run) => ({
          ...{ runId: run.id, kind: run.kind, label: run.label, ownerId: deploymentIdOf(run.ownerId), phase: run.phase },
          ...{ memoryBytes: run.memoryBytes, since: run.startedAt ?? run.createdAt },
        })),
        cardTime: options.cardTime(),
        attention: options.attention.all(),
        gatewayUrl,
      };
    },
  };
}

/** Page cache is not used memory: on Linux this is MemAvailable. */
const availableMemory = (): number => Math.min(process.availableMemory(), os.totalmem());

/** Share of busy processor time since it was asked last (at least a second ago, else the same figure again). */
function createLoadMeter() {
  const read = () => {
    const all = os.cpus().map((cpu) => cpu.times);
    const idle = all.reduce((sum, times) => sum + times.idle, 0);
    return { idle, total: all.reduce((sum, t) => sum + t.user + t.nice + t.sys + t.idle + t.irq, 0), at: performance.now() };
  };
  let last = read();
  let percent = Math.min(100, ((os.loadavg()[0] ?? 0) / os.availableParallelism()) * 100);
  return (): number => {
    const now = read();
    if (now.at - last.at < 1000 || now.total === last.total) return percent;
    percent = 100 * (1 - (now.idle - last.idle) / (now.total - last.total));
    last = now;
    return percent;
  };
}
