/** The process of fake-serve: OpenAI's chat and completions on a unix socket, streamed and not. argv: run folder. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const spec = JSON.parse(readFileSync(path.join(process.argv[2], "spec.json"), "utf8"));
for (const line of spec.lines) console.log(line);

const countTokens = (text) => Math.max(1, Math.ceil(text.length / 4));
const promptOf = (body) => (body.messages ? body.messages.map((m) => m.content).join("\n") : String(body.prompt ?? ""));

/** Honest: nobody may take this for a model. */
function wordsFor(body) {
  const asked = body.messages?.at(-1)?.content ?? body.prompt ?? "";
  const words = `This is a fake answer of ${spec.alias} to: ${asked}`.split(" ").map((word, i) => (i === 0 ? word : ` ${word}`));
  return words.slice(0, body.max_tokens ?? body.max_completion_tokens ?? words.length);
}

function send(answer, status, body) {
  answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
const fail = (answer, status, message) =>
  send(answer, status, { error: { message, type: "invalid_request_error", code: null, param: null } });

async function complete(answer, body, isChat) {
  const words = wordsFor(body);
  const base = { id: `fake-${Date.now()}`, created: Math.floor(Date.now() / 1000), model: spec.alias };
  const prompt_tokens = countTokens(promptOf(body));
  const usage = { prompt_tokens, completion_tokens: words.length, total_tokens: prompt_tokens + words.length };
  if (!body.stream) {
    await sleep((words.length * 1000) / spec.tokensPerSecond);
    const text = words.join("");
    const choice = isChat ? { message: { role: "assistant", content: text } } : { text };
    return send(answer, 200, {
      ...base,
      object: isChat ? "chat.completion" : "text_completion",
      choices: [{ index: 0, ...choice, finish_reason: "stop" }],
      usage,
    });
  }
  answer.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  const object = isChat ? "chat.completion.chunk" : "text_completion";
  const chunk = (choices, more = {}) => answer.write(`data: ${JSON.stringify({ ...base, object, choices, ...more })}\n\n`);
  if (isChat) chunk([{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }]);
  for (const word of words) {
    await sleep(1000 / spec.tokensPerSecond);
    if (answer.destroyed) return; // the client hung up
    chunk([{ index: 0, ...(isChat ? { delta: { content: word } } : { text: word }), finish_reason: null }]);
  }
  chunk([{ index: 0, ...(isChat ? { delta: {} } : { text: "" }), finish_reason: "stop" }]);
  if (body.stream_options?.include_usage) chunk([], { usage });
  answer.end("data: [DONE]\n\n");
}

async function handle(asked, answer) {
  if (asked.url === "/health") return send(answer, 200, { status: "ok" });
  if (asked.url === "/v1/models") {
    return send(answer, 200, { object: "list", data: [{ id: spec.alias, object: "model", created: 0, owned_by: "fake" }] });
  }
  const isChat = asked.url === "/v1/chat/completions";
  if (asked.method !== "POST" || (!isChat && asked.url !== "/v1/completions")) return fail(answer, 404, "There is nothing here.");
  const chunks = [];
  for await (const chunk of asked) chunks.push(chunk);
  let body;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return fail(answer, 400, "The body is no JSON.");
  }
  if (isChat && !Array.isArray(body.messages)) return fail(answer, 400, "'messages' is missing.");
  if (countTokens(promptOf(body)) > spec.contextTokens)
    return fail(answer, 400, "The request exceeds the available context size.");
  await complete(answer, body, isChat);
}

const server = createServer((asked, answer) => {
  handle(asked, answer).catch((error) => {
    console.error(error);
    answer.destroy();
  });
});
process.on("SIGTERM", () => {
  console.log("stopping");
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
await sleep(spec.delayMs);
if (spec.exitCode !== 0 && spec.crashAfterMs === null) process.exit(spec.exitCode);
server.listen(spec.socket, () => console.log(`fake server on ${spec.socket}`));
if (spec.crashAfterMs !== null) setTimeout(() => process.exit(spec.exitCode), spec.crashAfterMs);
