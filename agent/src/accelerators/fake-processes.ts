/** Who holds memory of fake cards: real processes, said to hold it by a file, for as long as they live. */
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { parseJson } from "../lib/parse-json.ts";
import type { ProcessFacts } from "../lib/process-facts.ts";
import type { CardProcess } from "./accelerator.ts";

const List = z.array(
  z.object({ cardId: z.string(), pid: z.number().int(), name: z.string(), memoryBytes: z.number().nullable() }),
);

export function readFakeProcesses(file: string, seen: readonly ProcessFacts[]): CardProcess[] {
  const list = existsSync(file) ? (parseJson(readFileSync(file, "utf8"), List) ?? []) : [];
  return list.filter(({ pid }) => seen.some((process) => process.pid === pid));
}
