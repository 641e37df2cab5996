/** One streamed chat completion through the gateway, as any client would ask it, with the playground's own key. */
import { SluiceError } from "@sluice/agent/contract";
import { errorFromOpenAi } from "./openai-error.ts";
import { forgetKey, playgroundKey } from "./playground-key.ts";
import { readSse } from "./read-sse.ts";
import type { Answer } from "./turn.ts";

interface Ask {
  model: string;
  /** Keeps a conversation with one version of a public name, as it does for clients that say it. */
  conversation: string;
  messages: { role: string; content: string }[];
  temperature: number;
  maxTokens: number;
  signal: AbortSignal;
}
interface Chunk {
  choices?: { delta?: { content?: string | null }; finish_reason?: string | null }[];
  usage?: { completion_tokens?: number } | null;
  error?: { message?: string };
}

/** Never throws: how it ended is told through `change`. */
export async function askStreaming(ask: Ask, change: (part: Partial<Answer>) => void): Promise<void> {
  try {
    const askedAt = performance.now();
    const response = await send(ask, true);
    change({ requestId: response.headers.get("x-request-id"), deployment: named(response.headers.get("x-sluice-deployment")) });
    await stream(response, askedAt, change);
    change({ state: "done" });
  } catch (error) {
    if (ask.signal.aborted) change({ state: "done", stopped: true });
    else change({ state: "failed", error });
  }
}

/** A key may have been revoked elsewhere (a second tab takes a new one): one fresh try. */
async function send(ask: Ask, mayRenew: boolean): Promise<Response> {
  const key = await playgroundKey();
  const response = await fetch("/v1/chat/completions", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${key}`,
      "x-conversation-id": ask.conversation,
    },
    body: JSON.stringify({
      model: ask.model,
      messages: ask.messages,
      temperature: ask.temperature,
      max_tokens: ask.maxTokens,
      stream: true,
      stream_options: { include_usage: true },
    }),
    signal: ask.signal,
  });
  if (response.status === 401 && mayRenew) {
    forgetKey(key);
    return send(ask, false);
  }
  if (!response.ok) throw errorFromOpenAi(response.status, await response.text(), response.headers.get("retry-after"));
  return response;
}

/** Names in other scripts come percent-encoded. */
function named(header: string | null): string | null {
  try {
    return header && decodeURIComponent(header);
  } catch {
    return header;
  }
}

async function stream(response: Response, askedAt: number, change: (part: Partial<Answer>) => void): Promise<void> {
  let text = "";
  let pieces = 0;
  let firstAt: number | null = null;
  for await (const data of readSse(response)) {
    if (data === "[DONE]") return;
    const chunk = JSON.parse(data) as Chunk;
    if (chunk.error) throw new SluiceError("engine-down", chunk.error.message ?? "The engine stopped.");
    const piece = chunk.choices?.[0]?.delta?.content ?? "";
    if (chunk.choices?.[0]?.finish_reason === "length") change({ cutOff: true });
    const now = performance.now();
    if (piece !== "") {
      firstAt ??= now;
      pieces += 1;
      text += piece;
    }
    const seconds = firstAt === null ? 0 : (now - firstAt) / 1000;
    const exact = chunk.usage?.completion_tokens;
    change({ text, seconds, tokens: exact ?? pieces, firstSeconds: firstAt === null ? null : (firstAt - askedAt) / 1000 });
  }
}
