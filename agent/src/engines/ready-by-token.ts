import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { parseJson } from "../lib/parse-json.ts";
import { askSocket } from "./socket-http.ts";

const Completion = z.object({ choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).min(1) });
const pollMs = 100;

/**
 * Resolves when `/health` says 200 and then a real token came back: a health check alone has said "ok" for engines that
 * could not answer anyone. Rejects when `signal` aborts, or when the engine is healthy and refuses to complete.
 */
export async function readyByToken(socket: string, model: string, signal: AbortSignal): Promise<void> {
  while (!(await isHealthy(socket, signal))) await sleep(pollMs, undefined, { signal });
  const ask = { model, max_tokens: 1, messages: [{ role: "user", content: "Hi" }] };
  const answer = await askSocket(socket, "/v1/chat/completions", ask, signal);
  if (answer.status !== 200)
    throw new Error(`its first completion was answered with ${answer.status}: ${answer.body.slice(0, 200)}`);
  if (!parseJson(answer.body, Completion)) throw new Error(`its first completion was not one: ${answer.body.slice(0, 200)}`);
}

async function isHealthy(socket: string, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted();
  try {
    return (await askSocket(socket, "/health", undefined, signal)).status === 200;
  } catch {
    signal.throwIfAborted();
    return false; // nobody listens yet
  }
}
