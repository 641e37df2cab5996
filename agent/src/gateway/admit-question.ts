/** Room for a question among its key's limits; or the 429 that says why there is none. */

import { addHeaders } from "./answer-head.ts";
import type { Asked } from "./answer-question.ts";
import type { Reply } from "./client.ts";
import { createCeilings } from "./limits/ceiling.ts";
import type { Limits, Ticket } from "./limits/limits.ts";
import { reserveFor } from "./limits/reserve.ts";
import { sendProblem } from "./openai/problem.ts";
import { answerPaths } from "./questions/question.ts";
import type { SnapshotReader } from "./snapshot-reader.ts";

export interface Admission {
  /** Tokens that are reserved. */
  reserve: number;
  /** To be given back where no open line is written; null: there is nothing to give back. */
  ticket: Ticket | null;
}
/** Null: it was refused, and told so. */
export type AdmitQuestion = (res: Reply, asked: Asked, now: number) => Admission | null;

export function createAdmission(limits: Limits, snapshot: Pick<SnapshotReader, "view">): AdmitQuestion {
  const ceilingOf = createCeilings();
  return (res, asked, now) => {
    const { id, key, question } = asked;
    const ceiling = ceilingOf(question.route, snapshot.view().deployments);
    const wanted = { prompt: question.promptGuess, answer: question.maxTokens, choices: choicesOf(asked) };
    const reserve = reserveFor(wanted, key, ceiling);
    const admitted = limits.admit(id, key, reserve, now);
    addHeaders(res, limits.headers(key, now));
    if (!admitted.ok) {
      sendProblem(res, admitted.problem);
      return null;
    }
    if (reserve.bound > 0) question.maxTokens = reserve.bound;
    return { reserve: reserve.tokens, ticket: admitted.ticket };
  };
}

function choicesOf({ path, question }: Asked): number {
  const gives: string = answerPaths[path];
  return gives === "embeddings" || gives === "rerank" || path === "/v1/messages/count_tokens" ? 0 : question.choices;
}
