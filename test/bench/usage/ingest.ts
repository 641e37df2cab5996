/** Usage lines through the agent's own collector, beat by beat as a gateway writes them, on an open file of this very process. */
import { rmSync } from "node:fs";
import path from "node:path";
import { createLineAppender } from "../../../agent/src/lib/line-appender.ts";
import type { Figures } from "../bench.ts";
import { sizeOf } from "./size-of.ts";
import type { Beat } from "./traffic.ts";
import type { World } from "./world.ts";

const fileBytes = 64 * 1024 * 1024;

export async function ingest(world: World, beats: Iterable<Beat>, onHour: (atMs: number) => void): Promise<Figures> {
  const { usage, dir } = world;
  const stem = `${Date.now()}-${process.pid}`;
  const looks: number[] = [];
  const total = { requests: 0, bytes: 0, lines: 0, cpuUs: 0, wallMs: 0, walBytes: 0 };
  let files = 0;
  const open = () => createLineAppender(path.join(dir, files++ === 0 ? `${stem}.jsonl` : `${stem}-${files}.jsonl`));
  const look = async () => {
    const [cpu, from] = [process.cpuUsage(), performance.now()];
    total.lines += await usage.collect();
    const { user, system } = process.cpuUsage(cpu);
    total.cpuUs += user + system;
    looks.push(performance.now() - from);
  };
  let file = open();
  const finish = async () => {
    total.bytes += file.bytes();
    file.close();
    await look();
    // The collector would, an hour later.
    rmSync(file.file);
  };
  let hour = 0;
  for (const { atMs, text, ended } of beats) {
    if (text !== "") file.append(text);
    file.flush();
    total.requests += ended.length;
    await look();
    total.walBytes = Math.max(total.walBytes, sizeOf(`${world.meter}-wal`));
    if (file.bytes() > fileBytes) {
      await finish();
      file = open();
    }
    if (Math.floor(atMs / 3_600_000) !== hour) onHour(atMs);
    hour = Math.floor(atMs / 3_600_000);
  }
  await finish();
  looks.sort((a, b) => a - b);
  total.wallMs = looks.reduce((sum, ms) => sum + ms, 0);
  return {
    requests: total.requests,
    requestsPerCpuSecond: total.requests / (total.cpuUs / 1e6),
    cpuSeconds: total.cpuUs / 1e6,
    wallSeconds: total.wallMs / 1000,
    lookMsP50: looks[looks.length >> 1] ?? Number.NaN,
    lookMsP99: looks[Math.floor(looks.length * 0.99)] ?? Number.NaN,
    lineBytesPerRequest: total.bytes / total.requests,
    linesPerRequest: total.lines / total.requests,
    walMb: total.walBytes / 1e6,
  };
}
