/** `./sluice bench NAME [--json]`: runs NAME.bench.ts round by round; the last line of standard output is one JSON object. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Bench, Round } from "./bench.ts";

const root = path.resolve(import.meta.dirname, "../..");
const [name = "", ...flags] = process.argv.slice(2);
const { bench } = (await import(`./${name}.bench.ts`)) as { bench: Bench };
const work = path.join(root, ".sluice/bench", bench.name);
mkdirSync(work, { recursive: true });
const say = (text: string) => process.stderr.write(`${text}\n`);

const rounds: Round[] = [];
try {
  await bench.prepare(work);
  for (let n = 0; n < bench.rounds; n++) rounds.push(await runRound(n));
} finally {
  await bench.finish?.();
}
const result = { name: bench.name, ratios: bench.ratios(rounds), rounds, machine: machine() };
process.stdout.write(`${flags.includes("--json") ? JSON.stringify(result) : JSON.stringify(result, null, 2)}\n`);

async function runRound(n: number): Promise<Round> {
  const order = bench.sides.map((_, i) => bench.sides[(i + n) % bench.sides.length]!);
  const round: Round = { order, sides: {} };
  for (const side of order) {
    say(`round ${n + 1} of ${bench.rounds}: ${side}`);
    round.sides[side] = await bench.run(side, work);
    say(`  ${JSON.stringify(round.sides[side])}`);
  }
  return round;
}

function machine() {
  const cpus = os.cpus();
  return {
    cpu: cpus[0]?.model ?? "unknown",
    cores: cpus.length,
    memoryBytes: os.totalmem(),
    load: os.loadavg()[0],
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).trim(),
    at: new Date().toISOString(),
  };
}
