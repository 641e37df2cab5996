import { readFileSync } from "node:fs";
import { SluiceError } from "../contract/error.ts";
import { readTraces } from "../simulator/read-traces.ts";
import { simulate as play, type Simulated } from "../simulator/simulate.ts";
import { type Asked, readArguments, UsageError, type Verb } from "./verb.ts";

const flags = ["cards", "jobs", "serving", "day", "seed"] as const;
/** A box has no more, and a week of it takes seconds. */
const mostCards = 64;

/** A week of jobs beside serving traffic on cards that do not exist, under six policies. */
export const simulate: Verb = async (args) => {
  const texts = Object.fromEntries(flags.map((flag) => [flag, { type: "string" as const }]));
  const asked = readArguments("simulate", args, { ...texts, json: { type: "boolean" } });
  const cards = whole(asked, "cards", 8, 1, mostCards);
  const seed = whole(asked, "seed", 1, 0, 2 ** 32 - 1);
  const traces = readTraces({ jobs: textOf(asked, "jobs"), serving: textOf(asked, "serving"), day: textOf(asked, "day") });
  const result = await play(traces, cards, seed);
  process.stdout.write(`${asked.has("json") ? JSON.stringify(result) : wordsOf(result)}\n`);
  return 0;
};

function whole(asked: Asked, flag: string, usual: number, least: number, most: number): number {
  const text = asked.text(flag);
  if (text === undefined) return usual;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`--${flag} takes a whole number from ${least} to ${most}.`);
}

function textOf(asked: Asked, flag: string): string {
  const file = asked.text(flag);
  if (!file) throw new UsageError(`'./sluice simulate' needs --${flag} FILE; './sluice help' shows its form.`);
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new SluiceError("not-found", `The file ${file} cannot be read.`, {
      cause: error,
      hint: "Give the path of a CSV file.",
    });
  }
}

function wordsOf({ cards, policies, wallSeconds }: Simulated): string {
  const heads = ["useful card-h", "wait mean h", "p95 h", "slowdown", "refused", "starved", "serving p99 ms", "max ms"];
  const rows = Object.entries(policies).map(([id, one]) => [
    id,
    ...[one.usefulCardHours, one.jobWaitMeanS / 3600, one.jobWaitP95S / 3600, one.slowdownMean].map((value) => value.toFixed(1)),
    ...[one.refused, one.starved, Math.max(...one.servingQueueP99MsByHour), one.servingQueueMaxMs].map(String),
  ]);
  const line = (fields: string[]) => fields.map((field, i) => (i === 0 ? field.padEnd(11) : field.padStart(15))).join("");
  return [
    `A week of ${cards} fake cards under six policies (p99: the worst hour of the day, from Tuesday on), played in ${wallSeconds} s:`,
    ...[["", ...heads], ...rows].map(line),
  ].join("\n");
}
