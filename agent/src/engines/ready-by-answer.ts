import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { parseJson } from "../lib/parse-json.ts";
import { askSocket } from "./socket-http.ts";

/** What one deployment of an engine is for: an engine process answers one of these. */
export const Serves = z.enum(["chat", "embeddings", "rerank"]);
export type Serves = z.infer<typeof Serves>;

/** One small question of each kind, and what an answer to it must hold. */
const proofs: Record<Serves, { path: string; ask: object; answer: z.ZodType }> = {
  chat: {
    path: "/v1/chat/completions",
    ask: { max_tokens: 1, messages: [{ role: "user", content: "Hi" }] },
    answer: z.object({ choices: z.array(z.object({ message: z.object({ content: z.string().nullish() }) })).min(1) }),
  },
  embeddings: {
    path: "/v1/embeddings",
    ask: { input: "Hi" },
    answer: z.object({ data: z.array(z.object({ embedding: z.array(z.number()).min(1) })).min(1) }),
  },
  rerank: {
    path: "/v1/rerank",
    ask: { query: "Hi", documents: ["Hi"] },
    answer: z.object({ results: z.array(z.object({ relevance_score: z.number() })).min(1) }),
  },
};
/** How long it waits between two looks: a hundredth of what the start has taken so far, so that it adds next to nothing to any start. */
const pollMs = { least: 5, most: 100, share: 0.01 };

/**
 * Resolves when its health path says 200 and then a real answer came back: a health check alone has said "ok" for engines that
 * could not answer anyone. Rejects when `signal` aborts, or when the engine is healthy and refuses to answer.
 */
export async function readyByAnswer(
  serves: Serves,
  socket: string,
  model: string,
  signal: AbortSignal,
  healthPath = "/health",
): Promise<void> {
  const from = performance.now();
  while (!(await isHealthy(socket, healthPath, signal))) {
    const ms = Math.min(pollMs.most, Math.max(pollMs.least, (performance.now() - from) * pollMs.share));
    await sleep(ms, undefined, { signal });
  }
  const { path, ask, answer } = proofs[serves];
  const { status, body } = await askSocket(socket, path, { model, ...ask }, signal);
  if (status !== 200) throw new Error(`its first ${serves} answer was ${status}: ${body.slice(0, 200)}`);
  if (!parseJson(body, answer)) throw new Error(`its first ${serves} answer was not one: ${body.slice(0, 200)}`);
}

async function isHealthy(socket: string, healthPath: string, signal: AbortSignal): Promise<boolean> {
  signal.throwIfAborted();
  try {
    return (await askSocket(socket, healthPath, undefined, signal)).status === 200;
  } catch {
    signal.throwIfAborted();
    return false; // nobody listens yet
  }
}
