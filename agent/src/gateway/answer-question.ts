/** A question that was read and allowed: finds it an engine, or a place to wait, or says why there is none; opens its bill. */

import { SluiceError } from "../contract/error.ts";
import type { KeySnapshot } from "../contract/snapshot.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Admission, AdmitQuestion } from "./admit-question.ts";
import { addHeader, deploymentHeaders } from "./answer-head.ts";
import type { Reply } from "./client.ts";
import type { ExchangeLog } from "./exchange-log.ts";
import type { Meter } from "./meter.ts";
import { notAnswering, notReady } from "./not-ready.ts";
import { type Problem, queueFull, sendProblem, serverProblem } from "./openai/problem.ts";
import type { Pools } from "./pools.ts";
import { checkAbility } from "./questions/ability.ts";
import type { AnswerPath, Question } from "./questions/question.ts";
import { relay } from "./relay.ts";
import { callerOf } from "./routing/caller.ts";
import type { Lane } from "./routing/lanes.ts";
import type { Router, Wish } from "./routing/router.ts";
import type { WaitingRoom } from "./routing/waiting-room.ts";
import type { Tally } from "./tally.ts";

export interface AnswerParts {
  admit: AdmitQuestion;
  meter: Meter;
  pools: Pools;
  router: Router;
  room: WaitingRoom;
  exchanges: ExchangeLog;
  /** A place among the weights for questions without a conversation. */
  spread(): number;
  clock: Clock;
  log: Logger;
}
export interface Asked {
  id: string;
  key: KeySnapshot;
  path: AnswerPath;
  question: Question;
  /** `x-conversation-id`, if the client sent it. */
  conversation: string | undefined;
  /** Told of a fault of ours that comes after a wait. */
  fail(error: unknown): void;
}

export function answerQuestion(parts: AnswerParts, res: Reply, asked: Asked): void {
  const { router, clock } = parts;
  const { key, path, question, conversation } = asked;
  const wish: Wish = {
    route: question.route.name,
    caller: callerOf(key.id, question.asked, conversation, parts.spread),
    suits: (deployment) => checkAbility(path, question, deployment) === null,
  };
  addHeader(res, "x-sluice-route", question.route.name);
  const askedAt = clock.now();
  const admitted = parts.admit(res, asked, askedAt);
  if (!admitted) return;
  const lane = router.choose(wish, []);
  if (lane) {
    ask(parts, res, wish, asked, lane, admitted, askedAt);
    return;
  }
  const giveBack = () => admitted.ticket?.release();
  // Whatever happens meanwhile: a place without an open line is given back when the answer is over.
  res.once("close", giveBack);
  waitOrRefuse(parts, res, wish, asked)
    .then((found) => {
      if (!found) return giveBack();
      res.off("close", giveBack);
      ask(parts, res, wish, asked, found, admitted, askedAt);
    })
    .catch(asked.fail);
}

function ask(
  parts: AnswerParts,
  res: Reply,
  wish: Wish,
  asked: Asked,
  lane: Lane,
  { reserve, ticket }: Admission,
  askedAt: number,
): void {
  const { router, pools, room, clock, log } = parts;
  const { key, question } = asked;
  const tally = res.destroyed ? null : openBill(parts, res, lane, asked, reserve, askedAt);
  if (!tally) {
    ticket?.release();
    router.left(lane);
    return;
  }
  tally.queued(clock.now() - askedAt);
  const keep = parts.exchanges.keeperFor(key.projectId, question, tally);
  relay({ res, question, target: lane, tally, keep, log, clock, pools, router, room, wish });
}

async function waitOrRefuse(parts: AnswerParts, res: Reply, wish: Wish, { question, path }: Asked): Promise<Lane | null> {
  const { router, room, clock } = parts;
  const { deployment, suits } = router.missing(wish);
  const refuse = (problem: Problem): null => {
    sendProblem(res, problem, deployment ? deploymentHeaders(deployment) : []);
    return null;
  };
  if (deployment && !suits) return refuse(checkAbility(path, question, deployment)!);
  const whyNot = (): Problem => {
    const { deployment, retryMs } = router.missing(wish);
    const isUp = deployment !== null && deployment.replicas.length > 0;
    return isUp ? notAnswering(question.model, deployment, retryMs) : notReady(question.model, deployment, clock.now());
  };
  const { queue } = question.route.policy;
  if (!queue) return refuse(whyNot());
  const waited = await room.enter(wish.route, queue, res, () => router.choose(wish, []));
  if (waited.lane) return waited.lane;
  if (waited.why === "late") return refuse(whyNot());
  if (waited.why === "full") return refuse(queueFull(question.model, queue.limit, whyNot().retryAfterSeconds ?? 5));
  return null;
}

/** Null when the books cannot be kept: then nobody is served. */
function openBill(
  { meter }: AnswerParts,
  res: Reply,
  { deployment }: Lane,
  { id, key, path, question }: Asked,
  reserve: number,
  askedAt: number,
): Tally | null {
  const call = {
    id,
    key: key.id,
    project: key.projectId,
    route: question.route.name,
    model: deployment.modelId,
    deployment: deployment.id,
    path,
    reserve,
    prompt: Math.min(question.promptGuess, reserve),
    price: deployment.price,
  };
  try {
    return meter.open(call, question.stream, askedAt);
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    sendProblem(res, { ...serverProblem(error.message, 503), retryAfterSeconds: 60 });
    return null;
  }
}
