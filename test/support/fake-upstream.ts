/** A tiny engine on a unix socket for tests of the gateway: speaks OpenAI, counts itself, and misbehaves on demand. */
import { rmSync } from "node:fs";
import http, { type IncomingHttpHeaders, type ServerResponse } from "node:http";

export interface Behaviour {
  /** Tokens of the answer; each is its own stream chunk. */
  tokens?: number;
  gapMs?: number;
  /** Bytes of each token. */
  tokenBytes?: number;
  /** Answer with this status and body instead. */
  status?: number;
  body?: string;
  /** Drop the connection after so many tokens (0: before any byte). */
  dieAfter?: number;
  /** Give no usage, as some engines do. */
  noUsage?: boolean;
  /** Frames to stream as they are, one by one: recorded ones of a real engine. */
  replay?: readonly Buffer[];
  /** Say nothing at all before. */
  firstMs?: number;
  /** Of a whole answer: drop the connection in the middle. */
  dieInBody?: boolean;
  /** Requests waiting, as /metrics tells them. */
  waiting?: number;
}
export interface Asked {
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}
export interface FakeUpstream {
  socket: string;
  asked: Asked[];
  /** Streams whose reader went away before their end. */
  aborted(): number;
  /** Tokens handed to the socket so far. */
  sentTokens(): number;
  /** Whole answers given. */
  finished(): number;
  stop(): Promise<void>;
}

export const promptTokens = 7;
export const engineName = "engine-side-name";

export async function startFakeUpstream(socket: string, behave: (asked: Asked) => Behaviour = () => ({})): Promise<FakeUpstream> {
  rmSync(socket, { force: true });
  const asked: Asked[] = [];
  const count = { aborted: 0, tokens: 0, finished: 0 };
  const server = http.createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on("data", (part: Buffer) => parts.push(part));
    req.on("end", () => {
      const one = { path: req.url ?? "", headers: req.headers, body: JSON.parse(Buffer.concat(parts).toString() || "{}") };
      asked.push(one);
      res.once("close", () => {
        if (res.writableFinished) count.finished += 1;
        else count.aborted += 1;
      });
      const how = behave(one);
      const say = () =>
        answer(res, one, how, () => {
          count.tokens += 1;
        });
      if (how.firstMs) setTimeout(say, how.firstMs);
      else say();
    });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return {
    socket,
    asked,
    aborted: () => count.aborted,
    sentTokens: () => count.tokens,
    finished: () => count.finished,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(res: ServerResponse, asked: Asked, how: Behaviour, onToken: () => void): void {
  if (how.status !== undefined) {
    res.writeHead(how.status, { "content-type": "application/json" }).end(how.body ?? "{}");
    return;
  }
  if (asked.path === "/metrics") {
    res.end(`# TYPE llamacpp:requests_deferred gauge\nllamacpp:requests_deferred ${how.waiting ?? 0}\n`);
    return;
  }
  if (how.dieInBody) {
    res.writeHead(200, { "content-type": "application/json", "content-length": 1000 }).write('{"choices":');
    setTimeout(() => res.destroy(), 10);
    return;
  }
  if (how.dieAfter === 0) {
    res.destroy();
    return;
  }
  if (how.replay) replay(res, how.replay, onToken);
  else if (asked.body.stream === true) stream(res, asked, how, onToken);
  else setTimeout(() => res.writeHead(200, { "content-type": "application/json" }).end(whole(asked, how)), how.gapMs ?? 0);
}

function replay(res: ServerResponse, frames: readonly Buffer[], onToken: () => void): void {
  res.writeHead(200, { "content-type": "text/event-stream" });
  for (const frame of frames) {
    res.write(frame);
    onToken();
  }
  res.end();
}

const usageOf = (tokens: number) => ({
  prompt_tokens: promptTokens,
  completion_tokens: tokens,
  total_tokens: promptTokens + tokens,
  prompt_tokens_details: { cached_tokens: 3 },
});
const word = (n: number, how: Behaviour) => `t${n} `.padEnd(how.tokenBytes ?? 0, "x");

function whole(asked: Asked, how: Behaviour): string {
  const tokens = how.tokens ?? 5;
  const text = Array.from({ length: tokens }, (_, n) => word(n, how)).join("");
  const isChat = asked.path.includes("chat");
  const choice = isChat
    ? { index: 0, finish_reason: "stop", message: { role: "assistant", content: text } }
    : { index: 0, finish_reason: "stop", text, logprobs: null };
  return JSON.stringify({
    choices: [choice],
    created: 1,
    id: "cmpl-1",
    model: engineName,
    object: isChat ? "chat.completion" : "text_completion",
    ...(how.noUsage ? {} : { usage: usageOf(tokens) }),
  });
}

function stream(res: ServerResponse, asked: Asked, how: Behaviour, onToken: () => void): void {
  const isChat = asked.path.includes("chat");
  const tokens = how.tokens ?? 5;
  const frame = (more: object) =>
    `data: ${JSON.stringify({ id: "c-1", object: isChat ? "chat.completion.chunk" : "text_completion", created: 1, model: engineName, ...more })}\n\n`;
  const part = (text: string | null, finish: string | null) =>
    isChat
      ? { index: 0, delta: text === null ? {} : { content: text }, finish_reason: finish }
      : { index: 0, text: text ?? "", finish_reason: finish };
  res.writeHead(200, { "content-type": "text/event-stream" });
  if (isChat) res.write(frame({ choices: [{ index: 0, delta: { role: "assistant", content: null }, finish_reason: null }] }));
  let n = 0;
  const next = (): void => {
    if (res.destroyed) return;
    if (n === how.dieAfter) {
      res.socket?.destroy();
      return;
    }
    if (n < tokens) {
      const more = res.write(frame({ choices: [part(word(n, how), null)] }));
      n += 1;
      onToken();
      if (!more) res.once("drain", next);
      else if (how.gapMs) setTimeout(next, how.gapMs);
      else setImmediate(next);
      return;
    }
    const withUsage = (asked.body.stream_options as { include_usage?: boolean } | undefined)?.include_usage && !how.noUsage;
    res.end(
      `${frame({ choices: [part(null, "stop")] })}${withUsage ? frame({ choices: [], usage: usageOf(tokens) }) : ""}data: [DONE]\n\n`,
    );
  };
  next();
}
