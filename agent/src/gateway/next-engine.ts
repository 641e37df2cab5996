/**
 * An engine failed before the client's first byte: who is asked instead, or what the client is told. Answering changes nothing
 * outside, so a question that may have been worked on already can be asked again.
 */
import { type Attempt, late } from "./attempt.ts";
import { closings } from "./engine-link/engine-connection.ts";
import type { Exchange } from "./exchange.ts";
import { notAnswering } from "./not-ready.ts";
import { sendProblem, tooLate } from "./openai/problem.ts";
import type { Lane } from "./routing/lanes.ts";

export type Next = (failed: Attempt, error: Error) => void;

export function createNext(exchange: Exchange, ask: (lane: Lane) => void): Next {
  const { res, tally, router, room, wish, question, clock } = exchange;
  const tried: Lane[] = [];
  let hasAskedAgain = false;

  const askInstead = (lane: Lane) => {
    const { modelId: model, id: deployment, price } = lane.deployment;
    tally.retried({ model, deployment, price });
    ask(lane);
  };
  /** The one case in which nothing says that the engine is to blame, and nobody else is there. */
  const mayAskAgain = (error: Error) => !hasAskedAgain && closings.has((error as NodeJS.ErrnoException).code ?? "");
  const refuse = ({ lane }: Attempt, error: Error) => {
    const { timeoutMs } = question.route.policy;
    const problem =
      error === late && timeoutMs !== null
        ? tooLate(question.model, timeoutMs / 1000)
        : notAnswering(question.model, lane.deployment, router.missing(wish).retryMs);
    tally.end({ status: problem.status, prompt: 0, completion: 0, cached: 0, estimated: false, cut: "engine" });
    tally.written(() => sendProblem(res, problem, lane.headers));
  };
  const wait = async (failed: Attempt, error: Error) => {
    const { queue } = question.route.policy;
    if (!queue || error === late) return refuse(failed, error);
    const since = clock.now();
    const waited = await room.enter(wish.route, queue, res, () => router.choose(wish, tried));
    tally.queued(clock.now() - since);
    if (waited.lane) askInstead(waited.lane);
    else if (waited.why !== "gone") refuse(failed, error);
    else tally.end({ status: 499, prompt: 0, completion: 0, cached: 0, estimated: false, cut: "client" });
  };

  return (failed, error) => {
    const { lane } = failed;
    tried.push(lane);
    const other = router.choose(wish, tried);
    if (!other && mayAskAgain(error)) {
      hasAskedAgain = true;
      router.again(lane);
      return askInstead(lane);
    }
    router.failed(lane, wish.route, false);
    if (other) askInstead(other);
    // What the last engine said itself is told as it said it.
    else if (failed.hasSaidWhy(error)) failed.answer?.end();
    else void wait(failed, error);
  };
}
