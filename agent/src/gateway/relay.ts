/**
 * One question to an engine and its answer back: undici's dispatch straight into Node's response (fetch and web streams cost
 * 7-10 times as much). Where an engine fails before the client's first byte the next one is asked: answering changes nothing
 * outside, so a question that may have been worked on already can be asked again.
 */
import { Attempt, late } from "./attempt.ts";
import type { Exchange } from "./exchange.ts";
import { notAnswering } from "./not-ready.ts";
import { sendProblem, tooLate } from "./openai/problem.ts";
import type { Lane } from "./routing/lanes.ts";

/** Node's own socket errors and undici's "other side closed": perhaps only a kept connection that ended as we used it. */
const closedUnderUs = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

export function relay(exchange: Exchange): void {
  const { res, tally, router, room, wish, question, clock } = exchange;
  const tried: Lane[] = [];
  let attempt: Attempt;
  let hasAskedAgain = false;

  const ask = (lane: Lane) => {
    exchange.target = lane;
    tried.push(lane);
    attempt = new Attempt(exchange, (error) => void next(error));
    attempt.start();
  };
  const askInstead = (lane: Lane) => {
    const { modelId: model, id: deployment, price } = lane.deployment;
    tally.retried({ model, deployment, price });
    ask(lane);
  };
  const next = async (error: Error): Promise<void> => {
    const other = router.choose(wish, tried);
    if (!other && mayAskAgain(error)) return askAgain();
    router.failed(attempt.lane, wish.route, false);
    if (other) return askInstead(other);
    // What the last engine said itself is told as it said it.
    if (attempt.hasSaidWhy(error)) return attempt.answer?.end();
    const { queue } = question.route.policy;
    if (!queue || error === late) return refuse(error);
    const since = clock.now();
    const waited = await room.enter(wish.route, queue, res, () => router.choose(wish, tried));
    tally.queued(clock.now() - since);
    if (waited.lane) return askInstead(waited.lane);
    if (waited.why !== "gone") return refuse(error);
    tally.end({ status: 499, prompt: 0, completion: 0, cached: 0, estimated: false, cut: "client" });
  };
  /** The one case in which nothing says that the engine is to blame, and nobody else is there. */
  const mayAskAgain = (error: Error) => !hasAskedAgain && closedUnderUs.has((error as NodeJS.ErrnoException).code ?? "");
  const askAgain = () => {
    hasAskedAgain = true;
    router.again(attempt.lane);
    askInstead(attempt.lane);
  };
  const refuse = (error: Error) => {
    const { timeoutMs } = question.route.policy;
    const problem =
      error === late && timeoutMs !== null
        ? tooLate(question.model, timeoutMs / 1000)
        : notAnswering(question.model, attempt.lane.deployment, router.missing(wish).retryMs);
    tally.end({ status: problem.status, prompt: 0, completion: 0, cached: 0, estimated: false, cut: "engine" });
    sendProblem(res, problem, attempt.lane.headers);
  };

  res.once("close", () => {
    if (!res.writableFinished) attempt.hangUp();
  });
  ask(exchange.target);
}
