/** Room for a question among its key's limits; or the 429 that says why there is none. */
import type { ServerResponse } from "node:http";
import { addHeader } from "./answer-head.ts";
import type { Asked } from "./answer-question.ts";
import { createCeilings } from "./limits/ceiling.ts";
import type { Limits } from "./limits/limits.ts";
import { reserveFor } from "./limits/reserve.ts";
import { sendProblem } from "./openai/problem.ts";
import { answerPaths } from "./questions/question.ts";
import type { SnapshotReader } from "./snapshot-reader.ts";

/** Answers the tokens that are reserved; null: it was refused. */
export type AdmitQuestion = (res: ServerResponse, asked: Asked, now: number) => number | null;

export function createAdmission(limits: Limits, snapshot: Pick<SnapshotReader, "view">): AdmitQuestion {
  const ceilingOf = createCeilings();
  return (res, asked, now) => {
    const { id, key, question } = asked;
    const ceiling = ceilingOf(question.route, snapshot.view().deployments);
    const wanted = { prompt: question.promptGuess, answer: question.maxTokens, choices: choicesOf(asked) };
    const reserve = reserveFor(wanted, key, ceiling);
    const admitted = limits.admit(id, key, reserve, now);
    sayRates(res, limits.headers(key, now));
    if (!admitted.ok) {
      sendProblem(res, admitted.problem);
      return null;
    }
    // Whatever happens: a place without an open line is given back when the answer is over.
    if (admitted.ticket) res.once("close", admitted.ticket.release);
    if (reserve.bound > 0) question.maxTokens = reserve.bound;
    return reserve.tokens;
  };
}

export function sayRates(res: ServerResponse, headers: readonly string[]): void {
  for (let i = 0; i < headers.length; i += 2) addHeader(res, headers[i]!, headers[i + 1]!);
}

function choicesOf({ path, question }: Asked): number {
  const gives: string = answerPaths[path];
  return gives === "embeddings" || gives === "rerank" || path.endsWith("/count_tokens") ? 0 : question.choices;
}
