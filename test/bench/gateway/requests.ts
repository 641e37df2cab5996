/** Plain requests: wrk with one client for the added time, with sixteen for the rate; CPU per request beside both. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Figures } from "../bench.ts";
import type { Door } from "./arm.ts";
import { askPath, bodyOf } from "./ask.ts";
import type { Mock } from "./mock.ts";
import type { Tools } from "./prepare.ts";
import { cores, cpuSeconds, measured, memoryMb } from "./process.ts";

const seconds = { one: 2, many: 4 };
/** Compilers at run time are not done before: V8 goes on making ours quicker until some 60,000 requests. The same for every side. */
const warm = { requests: 60_000, seconds: 15 };

export async function measureRequests(tools: Tools, mock: Mock, door: Door): Promise<Figures> {
  await mock.set({ ttft: 0, ledger: 0 });
  const script = writeScript(tools, door);
  for (let n = 0, done = 0; n < warm.seconds && done < warm.requests; n++) done += (await wrk(script, door, 16, 1)).requests;
  const one = await wrk(script, door, 1, seconds.one);
  const before = door.running ? cpuSeconds(door.running.pid) : 0;
  const many = await wrk(script, door, 16, seconds.many);
  const cpu = door.running ? cpuSeconds(door.running.pid) - before : 0;
  const failed = one.failed + many.failed;
  if (failed > 0) process.stderr.write(`  ${failed} requests failed\n`);
  return {
    rps: Math.round((many.requests - many.failed) / many.seconds),
    p50C1Us: one.p50Us,
    p50C16Us: many.p50Us,
    p99C16Us: many.p99Us,
    cpuUsPerRequest: Math.round((cpu / many.requests) * 1e7) / 10,
    failed,
    ...(door.running ? memoryMb(door.running.pid) : {}),
  };
}

interface WrkSaid {
  requests: number;
  seconds: number;
  failed: number;
  p50Us: number;
  p99Us: number;
}

/** wrk tells its numbers to a script in microseconds, and to people rounded. */
function writeScript(tools: Tools, door: Door): string {
  const file = path.join(tools.work, "ask.lua");
  const headers = Object.entries({ "content-type": "application/json", ...door.headers });
  const lines = [
    `wrk.method = "POST"`,
    `wrk.body = ${JSON.stringify(bodyOf())}`,
    ...headers.map(([name, value]) => `wrk.headers[${JSON.stringify(name)}] = ${JSON.stringify(value)}`),
    `function done(summary, latency)
      local e = summary.errors
      io.write(string.format('{"requests":%d,"seconds":%.6f,"failed":%d,"p50Us":%.1f,"p99Us":%.1f}\\n', summary.requests,
        summary.duration / 1e6, e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50), latency:percentile(99)))
    end`,
  ];
  writeFileSync(file, lines.join("\n"));
  return file;
}

function wrk(script: string, door: Door, clients: number, forSeconds: number): Promise<WrkSaid> {
  const url = `http://127.0.0.1:${door.port}${askPath}`;
  const load = ["-t1", `-c${clients}`, `-d${forSeconds}s`, "--timeout", "10s", "-s", script, url];
  return measured<WrkSaid>(["wrk", ...load], cores.load);
}
