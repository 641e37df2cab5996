/** A question that was read and allowed: finds it an engine, or a place to wait, or says why there is none; opens its bill. */
import type { ServerResponse } from "node:http";
import { SluiceError } from "../contract/error.ts";
import type { KeySnapshot } from "../contract/snapshot.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { AdmitQuestion } from "./admit-question.ts";
import { addHeader, deploymentHeaders } from "./answer-head.ts";
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
}

export async function answerQuestion(parts: AnswerParts, res: ServerResponse, asked: Asked): Promise<void> {
  const { router, pools, room, clock, log } = parts;
  const { key, path, question, conversation } = asked;
  const wish: Wish = {
    route: question.route.name,
    caller: callerOf(key.id, question.asked, conversation, parts.spread),
    suits: (deployment) => checkAbility(path, question, deployment) === null,
  };
  addHeader(res, "x-sluice-route", question.route.name);
  const askedAt = clock.now();
  const reserve = parts.admit(res, asked, askedAt);
  if (reserve === null) return;
  const lane = router.choose(wish, []) ?? (await waitOrRefuse(parts, res, wish, asked));
  if (!lane) return;
  const tally = res.destroyed ? null : openBill(parts, res, lane, asked, { askedAt, reserve });
  if (!tally) return router.left(lane);
  tally.queued(clock.now() - askedAt);
  const keep = parts.exchanges.keeperFor(key.projectId, question, tally);
  relay({ res, question, target: lane, tally, keep, log, clock, pools, router, room, wish });
}

async function waitOrRefuse(
  parts: AnswerParts,
  res: ServerResponse,
  wish: Wish,
  { question, path }: Asked,
): Promise<Lane | null> {
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
  res: ServerResponse,
  { deployment }: Lane,
  asked: Asked,
  { askedAt, reserve }: { askedAt: number; reserve: number },
): Tally | null {
  const { id, key, path, question } = asked;
  const call = {
    ...{ id, key: key.id, project: key.projectId, route: question.route.name, model: deployment.modelId },
    ...{ deployment: deployment.id, path, reserve, prompt: Math.min(question.promptGuess, reserve) },
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
