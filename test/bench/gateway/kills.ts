/** The gateway killed twenty times under load; afterwards its files must tell of every request the engine has seen. */
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Audit, audit, readDelivered } from "./audit.ts";
import { openBooks } from "./books.ts";
import { askWhole } from "./hang-ups.ts";
import type { Mock } from "./mock.ts";
import { openGateway } from "./our-gateway.ts";
import type { Tools } from "./prepare.ts";
import { cores, start } from "./process.ts";
import { clientOf, stream } from "./streams.ts";

const kills = 20;
const streams = 64;

export interface Kills {
  kills: number;
  usage: Audit;
}

export async function measureKills(tools: Tools, mock: Mock): Promise<Kills> {
  await mock.set({ ...stream, frames: 150, ledger: 1 });
  await mock.forget();
  const first = await openGateway(tools, mock);
  const log = path.join(tools.work, "delivered.log");
  const load = start([...clientOf(tools, first, streams), "--log", log, "--ramp", "500", "--seconds", "600"], {
    core: cores.load,
    log: path.join(tools.work, "stream-client.log"),
  });
  let over = false;
  const wholes = askWhole(first, Number.POSITIVE_INFINITY, () => over);
  try {
    let door = first;
    for (let n = 1; n <= kills; n++) {
      // From the middle of the first frames to well after the first marks.
      await sleep(500 + ((n * 7919) % 1700));
      await door.running!.stop();
      process.stderr.write(`  kill ${n} of ${kills}\n`);
      if (n < kills) door = await openGateway(tools, mock, { data: first.data, port: first.port });
    }
    over = true;
    await wholes;
    load.signal("SIGTERM");
    await sleep(500);
    const delivered = new Map<string, number>();
    readDelivered(log, delivered);
    const books = openBooks(first.data);
    await books.collect();
    const usage = audit(await mock.ledger(), books, delivered);
    process.stderr.write(`  books: ${JSON.stringify(usage)}\n`);
    books.close();
    return { kills, usage };
  } finally {
    over = true;
    await load.stop();
    await first.close();
    await mock.set({ ledger: 0 });
    await mock.forget();
  }
}
