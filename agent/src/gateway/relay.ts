/**
 * One question to an engine and its answer back: undici's dispatch straight into Node's response (fetch and web streams cost
 * 7-10 times as much). Retried once, and only when a kept connection was closed under us before the first byte.
 */
import type { Dispatcher, Pool } from "undici";
import type { Answer, Exchange } from "./exchange.ts";
import { modelNotReady, sendProblem } from "./openai/problem.ts";
import { createStreamedAnswer } from "./streamed-answer.ts";
import { createWholeAnswer } from "./whole-answer.ts";

/** Node's own socket errors and undici's "other side closed". */
const closedUnderUs = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

export function relay(exchange: Exchange, pool: Pool): void {
  const { res } = exchange;
  let controller: Dispatcher.DispatchController | null = null;
  let answer: Answer | null = null;
  let gone = false;
  res.once("close", () => {
    if (res.writableFinished) return;
    gone = true;
    (answer ?? createWholeAnswer(exchange, 0)).cut("client");
    controller?.abort(new Error("The client hung up."));
  });
  res.on("drain", () => controller?.resume());

  const ask = (mayRetry: boolean) => {
    pool.dispatch(requestOf(exchange), {
      onRequestStart(started) {
        controller = started;
        if (gone) started.abort(new Error("The client hung up."));
      },
      onResponseStart(_controller, status, headers) {
        const isStream = status === 200 && String(headers["content-type"] ?? "").startsWith("text/event-stream");
        answer = isStream ? createStreamedAnswer(exchange) : createWholeAnswer(exchange, status);
      },
      onResponseData(started, chunk) {
        if (!answer?.data(chunk)) started.pause();
      },
      onResponseEnd() {
        if (!gone) answer?.end();
      },
      onResponseError(_controller, error) {
        if (gone) return;
        if (answer) return answer.cut("engine");
        if (mayRetry && closedUnderUs.has((error as NodeJS.ErrnoException).code ?? "")) return ask(false);
        refuse(exchange, error);
      },
    });
  };
  ask(true);
}

function requestOf({ target, body, path, tally }: Exchange): Dispatcher.DispatchOptions {
  const headers = ["content-type", "application/json", "x-request-id", tally.call.id];
  if (target.replica.secret !== null) headers.push("authorization", `Bearer ${target.replica.secret}`);
  return { path, method: "POST", headers, body };
}

/** The engine could not be asked at all: it is starting again, and the client's own retry will find it. */
function refuse({ res, question, target, tally, log }: Exchange, error: Error): void {
  log.warn({ request: tally.call.id, deployment: target.deployment.id, err: error.message }, "engine not reached");
  tally.end({ status: 503, prompt: 0, completion: 0, cached: 0, estimated: false, cut: "engine" });
  sendProblem(res, modelNotReady(question.model, "restarting", target.deployment.retryAfterSeconds));
}
