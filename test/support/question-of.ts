/** A question as the gateway reads it from a client's body, and recorded answers of llama.cpp, for tests of what lies between. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { RoutePolicy } from "../../agent/src/contract/route.ts";
import type { Latin1 } from "../../agent/src/gateway/latin1.ts";
import { readQuestion } from "../../agent/src/gateway/openai/read-question.ts";
import { FrameCutter } from "../../agent/src/gateway/openai/sse-frames.ts";
import type { AnswerPath, Question } from "../../agent/src/gateway/questions/question.ts";
import { deploymentAt, routeTo } from "./start-gateway.ts";

export const hi = [{ role: "user", content: "hi" }];

export function read(path: AnswerPath, body: object | Buffer, policy: Partial<RoutePolicy> = {}) {
  const route = routeTo([deploymentAt("/nowhere.sock")]);
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify({ model: "helpdesk", ...body }));
  return readQuestion(path, bytes, new Map([["helpdesk", { ...route, policy: { ...route.policy, ...policy } }]]));
}

export function questionOf(path: AnswerPath, body: object, policy: Partial<RoutePolicy> = {}): Question {
  const answer = read(path, body, policy);
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.question;
}

const folder = path.resolve(import.meta.dirname, "../fixtures/llamacpp");
export const recorded = (name: string): Buffer => readFileSync(path.join(folder, name));
/** As the gateway holds them: a character for each byte. */
export const recordedBytes = (name: string): Latin1 => readFileSync(path.join(folder, name), "latin1");
export const framesOf = (name: string): Latin1[] => new FrameCutter().push(recordedBytes(name));
/** As an engine says them again. */
export const saidFrames = (name: string): Buffer[] => framesOf(name).map((frame) => Buffer.from(frame, "latin1"));
