/** run.json: what a run was started with, beside its handle. With it a run can be taken back whose row is gone (a restored backup). */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { ModelFacts } from "../engines/engine.ts";
import { parseJson } from "../lib/parse-json.ts";
import { writeFileAtomic } from "../lib/write-file-atomic.ts";
import type { StartPlan } from "./supervisor-types.ts";

const RunNote = z.object({
  engineId: z.string(),
  spec: z.unknown(),
  /** As the supervisor had it: checked when it was made, and handed back to the same driver. */
  model: z.custom<ModelFacts>((value) => typeof value === "object" && value !== null && "id" in value),
  upstreamModel: z.string(),
  cards: z.array(z.string()),
  memoryBytes: z.number(),
});
export type RunNote = z.infer<typeof RunNote>;
const fileOf = (dir: string): string => path.join(dir, "run.json");

export function writeRunNote(dir: string, { engine, spec, model, upstreamModel, seat }: StartPlan): void {
  const note: RunNote = {
    ...{ engineId: engine.id, spec, model, upstreamModel },
    ...{ cards: seat.cards.map((card) => card.id), memoryBytes: seat.memoryBytes },
  };
  writeFileAtomic(fileOf(dir), JSON.stringify(note));
}
export function readRunNote(dir: string): RunNote | null {
  const file = fileOf(dir);
  return existsSync(file) ? parseJson(readFileSync(file, "utf8"), RunNote) : null;
}
