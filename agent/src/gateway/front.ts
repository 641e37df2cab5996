/** Who answers what: /v1 ourselves, /api the agent, everything else the console. */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { SluiceError } from "../contract/error.ts";
import type { Logger } from "../lib/logger.ts";
import type { Reply, WholeQuestion } from "./client.ts";
import { sendProblem, serverProblem } from "./openai/problem.ts";
import { openApiDocument } from "./openapi/document.ts";
import { pathOf } from "./path-of.ts";
import { type PipeTarget, pipe } from "./pipe.ts";
import { isAgentPath, type ServeAgent } from "./serve-agent.ts";
import type { ServeV1 } from "./serve-v1.ts";
import { startingPage } from "./starting-page.ts";

export interface FrontParts {
  serveV1: ServeV1;
  serveAgent: ServeAgent;
  agent: PipeTarget;
  /** Null while no console runs on this box. */
  app: PipeTarget | null;
  isHostAllowed(host: string | undefined): boolean;
  health(): object;
  /** The box's own certificate (public half), so that clients can be told to trust it. Null without --lan. */
  certificate: string | null;
  log: Logger;
}

export interface Front {
  /** Everything, from Node's server. */
  listener: RequestListener;
  /** Questions that came whole, on connections of our own. */
  ask(question: WholeQuestion, reply: Reply): void;
}

export function createFront(parts: FrontParts): Front {
  const openApi = openApiDocument();
  // Writing to a client that has just gone is ordinary, not a crash.
  const noteError = (error: Error) => parts.log.debug({ err: error }, "answer not delivered");
  const failing = (res: Reply, path: string) => (error: unknown) => {
    parts.log.error({ err: error, path }, "unforeseen error");
    sendProblem(res, serverProblem("Something went wrong inside the box."));
  };
  const ask: Front["ask"] = (question, reply) => {
    const path = pathOf(question.url);
    const fail = failing(reply, path);
    try {
      parts.serveV1(question, reply, path, fail);
    } catch (error) {
      fail(error);
    }
  };
  const listener: RequestListener = (req, res) => {
    const path = pathOf(req.url ?? "");
    res.on("error", noteError);
    if (path === "/v1" || path.startsWith("/v1/")) {
      const fail = failing(res, path);
      try {
        return isAgentPath(req.method, path) ? parts.serveAgent(req, res, path) : parts.serveV1(req, res, path, fail);
      } catch (error) {
        return fail(error);
      }
    }
    // `/health`: programs made for vLLM ask it before they begin (guidellm does).
    if (path === "/healthz" || path === "/health") return sendJson(res, 200, parts.health());
    if (path === "/openapi.json") {
      res.writeHead(200, { "content-type": "application/json; charset=utf-8", "cache-control": "no-cache" });
      return res.end(openApi);
    }
    if (path === "/sluice.pem" && parts.certificate) {
      res.writeHead(200, { "content-type": "application/x-pem-file", "cache-control": "no-store" });
      return res.end(parts.certificate);
    }
    if (!path.startsWith("/")) return sendError(res, new SluiceError("bad-input", "The request's address is not a path."));
    if (!parts.isHostAllowed(req.headers.host)) return refuseHost(res);
    if (path === "/api" || path.startsWith("/api/")) return pipe(req, res, parts.agent, () => agentDown(res));
    if (parts.app) pipe(req, res, parts.app, () => appDown(req, res));
    else appDown(req, res);
  };
  return { listener, ask };
}

function refuseHost(res: ServerResponse): void {
  const hint = "Open the console as http://localhost or start the box with --lan.";
  sendError(res, new SluiceError("cross-site", "This name is not one of the box's own, so the request was refused.", { hint }));
}

function agentDown(res: ServerResponse): void {
  const hint = "It is started again by itself; models keep answering meanwhile.";
  sendError(res, new SluiceError("agent-down", "The control plane of the box is restarting.", { hint }), { "retry-after": "2" });
}

function appDown(req: IncomingMessage, res: ServerResponse): void {
  const body = req.headers.accept?.includes("text/html") ? startingPage : "The console is starting.\n";
  const type = body === startingPage ? "text/html" : "text/plain";
  res.writeHead(503, { "content-type": `${type}; charset=utf-8`, "retry-after": "3", "cache-control": "no-store" });
  res.end(body);
}

function sendError(res: ServerResponse, error: SluiceError, headers: Record<string, string> = {}): void {
  sendJson(res, error.status, error.toBody(), headers);
}

function sendJson(res: ServerResponse, status: number, value: object, headers: Record<string, string> = {}): void {
  res.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store", ...headers });
  res.end(JSON.stringify(value));
}
