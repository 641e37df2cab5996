/** What SQLite itself takes for the requests' own rows: Node's SQLite, one prepared statement, a transaction per beat, no sums, no reading. */
import { DatabaseSync } from "node:sqlite";
import type { Figures } from "../bench.ts";
import type { Beat, Ended } from "./traffic.ts";

/** `tables`: table and indices of single requests as meter.db has them. */
export function openBare(file: string, tables: readonly string[]) {
  const db = new DatabaseSync(file);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  for (const sql of tables) db.exec(sql);
  const insert = db.prepare(`INSERT INTO usage_line VALUES (${Array(23).fill("?").join(", ")})`);
  const numbers = new Map<string, number>();
  let seq = 0;
  const rowOf = (ended: Ended) => {
    seq += 1;
    return [seq, ...valuesOf(ended, numbers)];
  };
  return {
    insert(beats: Iterable<Beat>): Figures {
      let [requests, cpuUs] = [0, 0];
      for (const { ended } of beats) {
        const rows = ended.map(rowOf);
        requests += rows.length;
        const cpu = process.cpuUsage();
        db.exec("BEGIN");
        for (const row of rows) insert.run(...row);
        db.exec("COMMIT");
        const { user, system } = process.cpuUsage(cpu);
        cpuUs += user + system;
      }
      return { requests, requestsPerCpuSecond: requests / (cpuUs / 1e6), cpuSeconds: cpuUs / 1e6 };
    },
    close: () => db.close(),
  };
}

type Value = string | number | null;
function valuesOf(ended: Ended, numbers: Map<string, number>): Value[] {
  const { use, id, at, status, prompt, completion, cached, cost, stream, queueMs, firstMs, totalMs, tries } = ended;
  const number = (text: string): number => {
    const known = numbers.get(text) ?? numbers.size + 1;
    numbers.set(text, known);
    return known;
  };
  const who = [use.key, use.project, use.route, use.model, use.deployment, use.path].map(number);
  const times = [stream ? 1 : 0, queueMs, firstMs, totalMs, tries];
  return [
    id,
    at,
    ...who,
    status,
    prompt,
    completion,
    cached,
    cost,
    ...times,
    ended.estimated ? 1 : 0,
    ended.cut,
    ended.log,
    null,
  ];
}
