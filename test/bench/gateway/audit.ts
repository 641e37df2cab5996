/** Every request the engine has seen held against the books, and the books against themselves. */
import { readFileSync } from "node:fs";
import type { Books } from "./books.ts";
import type { Sent } from "./mock.ts";
import { stream } from "./streams.ts";
import { verdictOf } from "./verdict.ts";

export interface Audit {
  requests: number;
  ended: number;
  cutByClient: number;
  cutByKill: number;
  /** Charged, but the engine never saw them: killed between the book and the engine, and charged as a guess without an answer. */
  neverSent: number;
  /** Requests outside the rule. */
  errors: number;
  /** Of each kind of error one example. */
  wrong: Record<string, { count: number; example: unknown }>;
}

export function audit(sent: readonly Sent[], books: Books, delivered: ReadonlyMap<string, number>): Audit {
  const lines = books.lines();
  const byId = new Map(lines.map((line) => [line.id, line]));
  const seen = new Set<string>();
  const result: Audit = { requests: sent.length, ended: 0, cutByClient: 0, cutByKill: 0, neverSent: 0, errors: 0, wrong: {} };
  const blame = (what: string, example: unknown) => {
    result.errors += 1;
    result.wrong[what] = { count: (result.wrong[what]?.count ?? 0) + 1, example };
  };
  for (const one of sent) {
    const line = byId.get(one.id);
    const got = delivered.get(one.id) ?? null;
    const wrong = seen.has(one.id) ? "asked twice under one id" : verdictOf(one, line, got, 1000 / stream.gap);
    seen.add(one.id);
    if (wrong) blame(wrong, { sent: one, line, delivered: got });
    if (line?.cut === "client") result.cutByClient += 1;
    else if (line?.cut === "engine") result.cutByKill += 1;
    else if (line) result.ended += 1;
  }
  for (const line of lines) {
    if (seen.has(line.id)) continue;
    result.neverSent += 1;
    if (line.completion > 0) blame("charged for an answer the engine never gave", line);
  }
  const { requests, prompt, completion } = books.sums();
  const summed = lines.reduce((sum, line) => ({ p: sum.p + line.prompt, c: sum.c + line.completion }), { p: 0, c: 0 });
  if (requests !== lines.length || prompt !== summed.p || completion !== summed.c) {
    blame("sums that are not the sum of the lines", { requests, prompt, completion, lines: lines.length, ...summed });
  }
  return result;
}

/** What the clients say they got: the stream client's log. */
export function readDelivered(file: string, into: Map<string, number>): void {
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [id, frames, how] = line.split(" ");
    if (id && how !== "l") into.set(id, Number(frames));
  }
}
