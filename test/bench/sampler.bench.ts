/**
 * Processor time of our sampler (this machine's processor and eight cards, read and kept once a second) beside Debian's
 * prometheus-node-exporter, asked once a second. The eight cards come from a process that plays `nvidia-smi -lms`: what that tool itself
 * costs is its own (a real one beside a card), and is told apart.
 */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../agent/src/lib/free-port.ts";
import { runCommand } from "../../agent/src/lib/run-command.ts";
import { playedTools } from "../drivers/support/played-tool.ts";
import { type Bench, type Figures, ratioOf } from "./bench.ts";

const settleMs = 5000;
const seconds = 60;
let exporter = "";
let version = "";

export const bench: Bench = {
  name: "sampler",
  rounds: 1,
  sides: ["sluice", "nodeExporter"],
  async prepare(work) {
    const root = path.join(work, "node-exporter");
    exporter = path.join(root, "usr/bin/prometheus-node-exporter");
    // Unpacked beside the bench, not installed: it would bring a service of its own.
    const script = `test -x ${exporter} || { mkdir -p ${root} && cd ${root} && apt-get -qq download prometheus-node-exporter && dpkg -x *.deb .; }`;
    const { code, tail } = await runCommand(["sh", "-c", script]);
    if (code !== 0) throw new Error(`prometheus-node-exporter could not be had: ${tail.at(-1)}`);
    version = (await runCommand([exporter, "--version"])).tail[0] ?? "";
  },
  run: (side, work) => (side === "sluice" ? ours(work) : theirs()),
  facts: () => ({ nodeExporter: version, seconds }),
  ratios: (rounds) => ({ cpuVsNodeExporter: ratioOf(rounds, "cpuMsPerSecond", "sluice", "nodeExporter") }),
};

async function ours(work: string): Promise<Figures> {
  const dir = mkdtempSync(path.join(work, "run-"));
  const tools = playedTools();
  tools.play(
    "nvidia-smi",
    { when: "-lms", file: "nvidia/read.csv", after: "again", everyMs: 125 },
    { when: "topo", file: "nvidia/topo.txt" },
    { when: "--query-gpu", file: "nvidia/look.csv" },
  );
  const child = fork(path.join(import.meta.dirname, "sampler-process.ts"), [dir, tools.path], { stdio: "inherit" });
  try {
    await sleep(settleMs);
    const begun = await told(child);
    const reader = childrenOf(child.pid!)[0];
    const readerBefore = reader === undefined ? 0 : ticksOf(reader);
    const figures = await measured(child.pid!);
    const end = await told(child);
    const playedMs = reader === undefined ? 0 : ((ticksOf(reader) - readerBefore) * 10) / seconds;
    return {
      ...figures,
      cards: end.cards!,
      samplesPerSecond: (end.samples! - begun.samples!) / seconds,
      spawnsPerTick: (end.spawns! - begun.spawns!) / (end.ticks! - begun.ticks!),
      childrenNow: childrenOf(child.pid!).length,
      playedReaderMsPerSecond: playedMs,
    };
  } finally {
    await stop(child);
    tools.remove();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function theirs(): Promise<Figures> {
  const port = await freePort();
  const child = spawn(exporter, [`--web.listen-address=127.0.0.1:${port}`], { stdio: "ignore" });
  const asking = new AbortController();
  const ask = async () => {
    for (; !asking.signal.aborted; await sleep(1000))
      await fetch(`http://127.0.0.1:${port}/metrics`).then(
        (r) => r.text(),
        () => "",
      );
  };
  const asked = ask();
  try {
    await sleep(settleMs);
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
    if (!answer.ok) throw new Error(`node_exporter answered ${answer.status}`);
    return await measured(child.pid!);
  } finally {
    asking.abort();
    await asked;
    await stop(child);
  }
}

async function measured(pid: number): Promise<Figures> {
  const [before, at] = [ticksOf(pid), performance.now()];
  await sleep(seconds * 1000);
  const cpuMs = (ticksOf(pid) - before) * 10;
  const rssKb = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  return { cpuMsPerSecond: (cpuMs * 1000) / (performance.now() - at), rssMb: rssKb / 1024 };
}

/** utime and stime, fields 14 and 15, and those of children waited for; a tick is 10 ms. */
function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
}
function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
  );
}
async function told(child: ChildProcess): Promise<Record<string, number>> {
  child.send("figures");
  return (await once(child, "message"))[0];
}
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
