/** GET /metrics for Prometheus: with a key made for it, and only such a one. The agent writes them; while it is down there are none. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../lib/clock.ts";
import type { CheckKey } from "./check-key.ts";
import { type Problem, sendProblem, serverProblem } from "./openai/problem.ts";
import { type PipeTarget, pipe } from "./pipe.ts";

export type ServeMetrics = (req: IncomingMessage, res: ServerResponse) => void;

export function createServeMetrics(parts: { checkKey: CheckKey; agent: PipeTarget; clock: Clock }): ServeMetrics {
  return (req, res) => {
    const checked = parts.checkKey(req, parts.clock.now());
    if (!checked.ok) return sendProblem(res, checked.problem);
    if (checked.key.kind !== "metrics") return sendProblem(res, notForMetrics);
    req.url = "/v1/metrics"; // where the agent takes a key's word
    pipe(req, res, parts.agent, () => sendProblem(res, agentDown), { "x-sluice-key": checked.key.id });
  };
}

const notForMetrics: Problem = {
  ...{ status: 403, type: "invalid_request_error", param: null, code: "metrics_key_needed" },
  message: "This key is not one for metrics. Make one of the kind 'metrics' in the console.",
};
const agentDown: Problem = { ...serverProblem("The control plane of the box is restarting.", 503), retryAfterSeconds: 2 };
