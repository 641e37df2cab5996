/** Three waves of 50,000 clients that hang up, then ended requests: are the books exact, and does anything stay behind? */
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Door } from "./arm.ts";
import { askPath, bodyOf } from "./ask.ts";
import { type Audit, audit, readDelivered } from "./audit.ts";
import { openBooks } from "./books.ts";
import type { Mock } from "./mock.ts";
import { openGateway } from "./our-gateway.ts";
import type { Tools } from "./prepare.ts";
import { cores, cpuSeconds, measured, memoryMb, openFiles } from "./process.ts";
import { clientOf, type StreamsSaid, stream } from "./streams.ts";

const waves = 3;
const clients = { perWave: 50_000, atOnce: 64, cutMax: 2 };
const idleMs = 20_000;
const whole = { requests: 2000, atOnce: 16 };

export interface HangUps {
  usage: Audit;
  waves: {
    seconds: number;
    cut: number;
    lost: number;
    cpuUsPerClient: number;
    fds: number;
    rssMb: number;
    idleRssMb: number | null;
  }[];
  start: { fds: number; rssMb: number };
  /** After the last wave less after the first, both at rest for 20 s. */
  fdsGrown: number;
  rssGrownMb: number;
}

export async function measureHangUps(tools: Tools, mock: Mock): Promise<HangUps> {
  await mock.set({ ...stream, ledger: 1 });
  await mock.forget();
  const door = await openGateway(tools, mock);
  const books = openBooks(door.data);
  const pid = door.running!.pid;
  const delivered = new Map<string, number>();
  try {
    await askWhole(door, 1000);
    const start = { fds: openFiles(pid), rssMb: memoryMb(pid).rssMb };
    const seen: HangUps["waves"] = [];
    for (let n = 0; n < waves; n++) {
      const before = cpuSeconds(pid);
      const said = await wave(tools, door, delivered);
      const cpuUsPerClient = Math.round(((cpuSeconds(pid) - before) / clients.perWave) * 1e7) / 10;
      await sleep(3000);
      const at = { fds: openFiles(pid), rssMb: memoryMb(pid).rssMb };
      const rest = n === 0 || n === waves - 1;
      // The agent's reading goes on meanwhile, as on a box.
      await Promise.all([books.collect(), rest ? sleep(idleMs) : null]);
      const { seconds, cut, lost } = said;
      seen.push({ seconds, cut, lost: lost + said.refused, cpuUsPerClient, ...at, idleRssMb: rest ? memoryMb(pid).rssMb : null });
      process.stderr.write(`  wave ${n + 1}: ${JSON.stringify(seen.at(-1))}\n`);
    }
    await askWhole(door, whole.requests);
    await endedStreams(tools, door, delivered);
    await sleep(500);
    await books.collect();
    const usage = audit(await mock.ledger(), books, delivered);
    process.stderr.write(`  books: ${JSON.stringify(usage)}\n`);
    const [first, last] = [seen[0]!, seen.at(-1)!];
    const grown = Math.round(((last.idleRssMb ?? 0) - (first.idleRssMb ?? 0)) * 10) / 10;
    return { usage, waves: seen, start, fdsGrown: last.fds - first.fds, rssGrownMb: grown };
  } finally {
    books.close();
    await door.close();
    await mock.set({ ledger: 0 });
    await mock.forget();
  }
}

async function wave(tools: Tools, door: Door, delivered: Map<string, number>): Promise<StreamsSaid & { seconds: number }> {
  const log = path.join(tools.work, "delivered.log");
  const more = ["--clients", `${clients.perWave}`, "--cut-max", `${clients.cutMax}`, "--ramp", "100", "--log", log];
  const said = await measured<StreamsSaid & { seconds: number }>([...clientOf(tools, door, clients.atOnce), ...more], cores.load);
  readDelivered(log, delivered);
  return said;
}

/** Streams that end by themselves: in turn, then the rest is cut by the end of the window. */
async function endedStreams(tools: Tools, door: Door, delivered: Map<string, number>): Promise<void> {
  const log = path.join(tools.work, "delivered.log");
  const more = ["--frames", `${stream.frames}`, "--ramp", "500", "--warm", "0", "--seconds", "4", "--log", log];
  await measured<StreamsSaid>([...clientOf(tools, door, 64), ...more], cores.load);
  readDelivered(log, delivered);
}

/** Whole answers, each waited for. Answers how many failed. */
export async function askWhole(door: Pick<Door, "port" | "headers">, requests: number, until = () => false): Promise<number> {
  const url = `http://127.0.0.1:${door.port}${askPath}`;
  const headers = { "content-type": "application/json", ...door.headers };
  let left = requests;
  let failed = 0;
  const one = async (): Promise<void> => {
    while (left-- > 0 && !until()) {
      const ok = await fetch(url, { method: "POST", headers, body: bodyOf() }).then(
        async (res) => (await res.text()) !== "" && res.ok,
        () => false,
      );
      if (!ok) {
        failed += 1;
        await sleep(20);
      }
    }
  };
  await Promise.all(Array.from({ length: whole.atOnce }, one));
  return failed;
}
