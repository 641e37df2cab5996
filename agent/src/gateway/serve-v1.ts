/** The data plane: an allow-list of paths; everything an engine has beyond it cannot be reached. */
import type { KeySnapshot } from "../contract/snapshot.ts";
import { addHeader, addHeaders, writeHead } from "./answer-head.ts";
import { type AnswerParts, type Asked, answerQuestion } from "./answer-question.ts";
import { speakAnthropic } from "./anthropic/anthropic-problem.ts";
import type { CheckKey } from "./check-key.ts";
import type { Asker, Reply } from "./client.ts";
import { decoded } from "./decoded.ts";
import type { Limits } from "./limits/limits.ts";
import { mayAsk } from "./may-ask.ts";
import { modelEntry, modelList } from "./openai/models.ts";
import * as problem from "./openai/problem.ts";
import { readQuestion } from "./openai/read-question.ts";
import { pathOf } from "./path-of.ts";
import { type AnswerPath, answerPaths } from "./questions/question.ts";
import { type BodyRead, readBody } from "./read-body.ts";
import type { SnapshotReader } from "./snapshot-reader.ts";

export interface V1Parts extends AnswerParts {
  snapshot: SnapshotReader;
  checkKey: CheckKey;
  limits: Pick<Limits, "headers">;
  newRequestId(): string;
}
/** `fail` is told of a fault of ours, now or later. */
export type ServeV1 = (req: Asker, res: Reply, path: string, fail: (error: unknown) => void) => void;

/** Whether a POST there is a question to a model. */
export const isQuestion = (url: string): boolean => Object.hasOwn(answerPaths, pathOf(url));

const bodyLimit = { bytes: 32 * 1024 * 1024, ms: 120_000 };

export function createServeV1(parts: V1Parts): ServeV1 {
  return (req, res, path, fail) => {
    const id = parts.newRequestId();
    addHeader(res, "x-request-id", id);
    if (path === "/v1/messages" || path.startsWith("/v1/messages/")) {
      speakAnthropic(res, id);
      addHeader(res, "request-id", id);
    }
    const checked = parts.checkKey(req, parts.clock.now());
    if (!checked.ok) return problem.sendProblem(res, checked.problem);
    const { key } = checked;
    if (Object.hasOwn(answerPaths, path) && req.method === "POST")
      return serveQuestion(parts, req, res, { id, key, path: path as AnswerPath, fail });
    addHeaders(res, parts.limits.headers(key, parts.clock.now()));
    if (path === "/v1/models" || path.startsWith("/v1/models/")) return serveModels(parts, req, res, path, key);
    problem.sendProblem(res, Object.hasOwn(answerPaths, path) ? wrongMethod("POST", path) : unknownPath(req.method, path));
  };
}

type Asking = Pick<Asked, "id" | "key" | "path" | "fail">;

function serveQuestion(parts: V1Parts, req: Asker, res: Reply, asking: Asking): void {
  const { key, path, fail } = asking;
  const refuse = (why: problem.Problem) => {
    addHeaders(res, parts.limits.headers(key, parts.clock.now()));
    problem.sendProblem(res, why);
  };
  const encoding = req.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    refuse(problem.badRequest("Send the body uncompressed (no content-encoding)."));
    return;
  }
  const conversation = req.headers["x-conversation-id"] as string | undefined;
  const take = (body: BodyRead) => {
    try {
      const read = body.ok ? readQuestion(path, body.bytes, parts.snapshot.view().routes) : refusedBody(body.why);
      if (!read) return;
      if (!read.ok) {
        refuse(read.problem);
        return;
      }
      const { question } = read;
      if (question.ignored.length > 0) addHeader(res, "x-sluice-ignored", shownNames(question.ignored));
      if (mayAsk(key, question.model, question.route)) answerQuestion(parts, res, { ...asking, question, conversation });
      else refuse(problem.modelNotAllowed(question.model));
    } catch (error) {
      fail(error);
    }
  };
  if ("body" in req) take({ ok: true, bytes: req.body });
  else readBody(req, bodyLimit, take);
}

/** Null: nobody is there to be told. */
function refusedBody(why: "too-large" | "too-slow" | "gone"): { ok: false; problem: problem.Problem } | null {
  if (why === "too-large") return { ok: false, problem: problem.tooLarge(bodyLimit.bytes) };
  if (why === "too-slow")
    return { ok: false, problem: { ...problem.badRequest("The body took too long to arrive."), status: 408 } };
  return null;
}

function serveModels(parts: V1Parts, req: Asker, res: Reply, path: string, key: KeySnapshot) {
  if (req.method !== "GET" && req.method !== "HEAD") return problem.sendProblem(res, wrongMethod("GET", path));
  const all = parts.snapshot.view().routes;
  const routes = key.allowedRoutes === null ? all : new Map([...all].filter(([name, route]) => mayAsk(key, name, route)));
  if (path === "/v1/models") return sendJson(res, modelList(routes));
  const name = decoded(path.slice("/v1/models/".length));
  const route = routes.get(name);
  if (route) sendJson(res, modelEntry(name, route));
  else problem.sendProblem(res, problem.noSuchModel(name));
}

function unknownPath(method: string | undefined, path: string): problem.Problem {
  const why = `There is no ${method} ${path.slice(0, 100)}.`;
  const message = `${why} This box answers GET /v1/models, POST ${Object.keys(answerPaths).join(", ")}, and /v1/files, /v1/uploads.`;
  return { ...problem.badRequest(message, null, "unknown_url"), status: 404 };
}

/** Fit for a header, whatever a client called its fields. */
function shownNames(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => name.slice(0, 60).replace(/[^a-zA-Z0-9_.[\]-]/g, "?"));
  return [...shown, ...(names.length > shown.length ? ["..."] : [])].join(", ");
}

function wrongMethod(allow: string, path: string): problem.Problem {
  return { ...problem.badRequest(`${path} answers ${allow} only.`), status: 405, headers: { allow } };
}

function sendJson(res: Reply, value: object): void {
  const body = JSON.stringify(value);
  writeHead(res, 200, ["content-type", "application/json; charset=utf-8", "content-length", String(Buffer.byteLength(body))]);
  res.end(body);
}
