/** `./sluice bench NAME [--json]`: runs NAME.bench.ts round by round; the last line of standard output is one JSON object. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "../../agent/src/lib/clock.ts";
import { lockFile } from "../../agent/src/lib/lock-file.ts";
import { readSettings } from "../../agent/src/settings.ts";
import type { Bench, Round } from "./bench.ts";

const root = path.resolve(import.meta.dirname, "../..");
const text = { type: "string" } as const;
const { values, positionals } = parseArgs({
  options: { json: { type: "boolean" }, full: { type: "boolean" }, rounds: text, only: text, sides: text },
  allowPositionals: true,
});
const [name = ""] = positionals;
const { bench } = (await import(`./${name}.bench.ts`)) as { bench: Bench };
// Where packs are shared by checkouts, peers are too.
const work = path.join(readSettings().home, "bench", bench.name);
mkdirSync(work, { recursive: true });
const say = (line: string) => process.stderr.write(`${line}\n`);

const asked = {
  only: words(values.only, bench.parts ?? [], "part"),
  sides: words(values.sides, bench.sides, "side"),
  full: values.full === true,
};
const sides = bench.sides.filter((side) => asked.sides.length === 0 || asked.sides.includes(side));
const wanted = values.rounds === undefined ? bench.rounds : Number(values.rounds);
if (!Number.isInteger(wanted) || wanted < 1) refuse(`--rounds takes a number from 1 on, not '${values.rounds}'.`);

// Two at once would measure each other.
const waiting = () => say("Another bench is measuring on this machine; waiting for it.");
const free = await lockFile(`${work}.lock`, (ms) => systemClock.sleep(ms), waiting);

const rounds: Round[] = [];
let once: object = {};
try {
  await bench.prepare(work, asked);
  for (let n = 0; n < wanted; n++) rounds.push(await runRound(n));
  once = (await bench.once?.(work)) ?? {};
} finally {
  await bench.finish?.();
  free();
}
const sound = rounds.filter((round) => bench.isSound?.(round) ?? true);
const dropped = rounds.length - sound.length;
if (dropped > 0)
  say(`${dropped} of ${rounds.length} rounds were too noisy${sound.length === 0 ? ": all of them count nevertheless" : ""}`);
const ratios = bench.ratios(sound.length === 0 ? rounds : sound);
const noise = { droppedRounds: dropped, allRoundsNoisy: sound.length === 0 };
const result = { name: bench.name, ratios, ...once, rounds, noise, facts: bench.facts?.() ?? {}, machine: machine() };
process.stdout.write(`${values.json ? JSON.stringify(result) : JSON.stringify(result, null, 2)}\n`);

async function runRound(n: number): Promise<Round> {
  const order = sides.map((_, i) => sides[(i + n) % sides.length]!);
  const round: Round = { order, sides: {} };
  for (const side of order) {
    say(`round ${n + 1} of ${wanted}: ${side}`);
    round.sides[side] = await bench.run(side, work);
    say(`  ${JSON.stringify(round.sides[side])}`);
  }
  return round;
}

function words(list: string | undefined, known: readonly string[], what: string): string[] {
  const chosen = list?.split(",") ?? [];
  const strange = chosen.find((word) => !known.includes(word));
  if (strange !== undefined) refuse(`This bench has no ${what} '${strange}'; there are: ${known.join(", ") || "none"}.`);
  return chosen;
}

function refuse(sentence: string): never {
  say(sentence);
  process.exit(2);
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
