/** What of /v1 the agent answers: files, jobs, books, feedback, taking a model away. Key and requests a minute are checked here, then it is piped. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { KeySnapshot } from "../contract/snapshot.ts";
import type { Clock } from "../lib/clock.ts";
import type { CheckKey } from "./check-key.ts";
import { decoded } from "./decoded.ts";
import type { Limits } from "./limits/limits.ts";
import { mayAsk } from "./may-ask.ts";
import * as problem from "./openai/problem.ts";
import { type PipeTarget, pipe } from "./pipe.ts";
import type { SnapshotReader } from "./snapshot-reader.ts";

export interface AgentPathParts {
  snapshot: Pick<SnapshotReader, "view">;
  checkKey: CheckKey;
  limits: Pick<Limits, "admit" | "line" | "headers">;
  agent: PipeTarget;
  newRequestId(): string;
  clock: Clock;
}
export type ServeAgent = (req: IncomingMessage, res: ServerResponse, path: string) => void;

const agentPath = /^\/v1\/(files|uploads|fine_tuning|organization|feedback)(\/|$)/;
const models = "/v1/models/";

export function isAgentPath(method: string | undefined, path: string): boolean {
  const isAgents = method === "DELETE" && path.startsWith(models) ? path.length > models.length : agentPath.test(path);
  // Not one that becomes another address once its dots are taken out, as the agent's own reading of it would.
  return isAgents && new URL(path, "http://agent").pathname === path;
}

export function createServeAgent({ snapshot, checkKey, limits, agent, newRequestId, clock }: AgentPathParts): ServeAgent {
  return (req, res, path) => {
    const id = newRequestId();
    res.setHeader("x-request-id", id); // the pipe writes its own head
    const now = clock.now();
    const checked = checkKey(req, now);
    if (!checked.ok) return problem.sendProblem(res, checked.problem);
    const { key } = checked;
    const refused = countRequest(limits, id, key, now);
    const rates = limits.headers(key, now);
    for (let i = 0; i < rates.length; i += 2) res.setHeader(rates[i]!, rates[i + 1]!);
    if (refused) return problem.sendProblem(res, refused);
    if (path.startsWith(models)) {
      const name = decoded(path.slice(models.length));
      if (!mayTakeAway(key, name, snapshot)) return problem.sendProblem(res, problem.modelNotAllowed(name));
    }
    pipe(req, res, agent, () => problem.sendProblem(res, agentDown), { "x-sluice-key": key.id });
  };
}

/** A name no usage file has: what is counted here stands in none. */
const noFile = "";

/**
 * One request of the minute, and nothing else: it costs no tokens, so budgets are not asked. To the limits it is a request that began and
 * ended at once; no line is written, so a gateway that starts anew does not know of it.
 */
function countRequest(limits: AgentPathParts["limits"], id: string, key: KeySnapshot, now: number): problem.Problem | null {
  if (key.requestsPerMinute === null) return null;
  const asked = limits.admit(id, { ...key, tokensPerMinute: null, budgets: [] }, { tokens: 0, cost: 0 }, now);
  if (!asked.ok) return asked.problem;
  const line = { id, at: now, key: key.id };
  limits.line(noFile, { t: "open", ...line, reserve: 0, prompt: 0, price: null }, 0);
  limits.line(noFile, { t: "end", ...line, prompt: 0, completion: 0, cost: 0 }, 0);
  return null;
}

/** A key that may ask only some names may take away only those. */
function mayTakeAway(key: KeySnapshot, name: string, snapshot: AgentPathParts["snapshot"]): boolean {
  if (key.allowedRoutes === null || key.allowedRoutes.includes(name)) return true;
  const route = snapshot.view().routes.get(name);
  return route !== undefined && mayAsk(key, name, route);
}

const agentDown: problem.Problem = {
  ...problem.serverProblem("The control plane of the box is restarting; models keep answering. Try again in 2 s.", 503),
  code: "agent_down",
  retryAfterSeconds: 2,
};
