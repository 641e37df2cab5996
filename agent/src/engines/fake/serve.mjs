/** The process of fake-serve on a unix socket: chat, completions and messages, or embeddings, or ranking. argv: run folder. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { completeAnthropic } from "./anthropic-answer.mjs";
import { completeOpenAi } from "./openai-answer.mjs";
import { countTokens, embed, likeness, promptText } from "./words.mjs";

const spec = JSON.parse(readFileSync(path.join(process.argv[2], "spec.json"), "utf8"));
for (const line of spec.lines) console.log(line);
let answered = 0;
/** Names of fine-tunes put on it while it answers, as vLLM takes them. */
const adapters = new Set();
const isFor = (what) => (spec.serves ?? "chat") === what;

const paths = {
  "/v1/chat/completions": { is: isFor("chat"), lacks: (body) => !Array.isArray(body.messages) && "messages" },
  "/v1/completions": { is: isFor("chat"), lacks: () => false },
  "/v1/messages": { is: isFor("chat"), lacks: (body) => !Array.isArray(body.messages) && "messages" },
  "/v1/messages/count_tokens": { is: isFor("chat"), lacks: (body) => !Array.isArray(body.messages) && "messages" },
  "/v1/embeddings": { is: isFor("embeddings"), lacks: (body) => body.input === undefined && "input" },
  "/v1/load_lora_adapter": { is: spec.adapters > 0, lacks: (body) => !body.lora_path && "lora_path" },
  "/v1/unload_lora_adapter": { is: spec.adapters > 0, lacks: (body) => !body.lora_name && "lora_name" },
  "/v1/rerank": { is: isFor("rerank"), lacks: (body) => !Array.isArray(body.documents) && "documents" },
};

async function reply(asked, answer, body, send) {
  if (asked.url === "/v1/messages") return completeAnthropic(send, answer, body, spec);
  if (asked.url === "/v1/messages/count_tokens") return send(200, { input_tokens: countTokens(promptText(body)) });
  if (asked.url === "/v1/load_lora_adapter") return load(body, answer, send);
  if (asked.url === "/v1/unload_lora_adapter") return unload(body, answer, send);
  if (asked.url === "/v1/embeddings") return send(200, embeddings(body));
  if (asked.url === "/v1/rerank") return send(200, ranking(body));
  return completeOpenAi(send, answer, body, asked.url === "/v1/chat/completions", {
    ...spec,
    alias: adapters.has(body.model) ? body.model : spec.alias,
  });
}

function load({ lora_name: name }, answer, send) {
  if (adapters.has(name)) return send(400, refusal(`The lora adapter '${name}' has already been loaded.`));
  if (adapters.size >= spec.adapters) return send(400, refusal(`No more than ${spec.adapters} adapters.`));
  adapters.add(name);
  answer.end(`Success: LoRA adapter '${name}' added successfully.`);
}
function unload({ lora_name: name }, answer, send) {
  if (!adapters.delete(name)) return send(404, refusal(`The lora adapter '${name}' cannot be found.`));
  answer.end(`Success: LoRA adapter '${name}' removed successfully.`);
}
const refusal = (message) => ({ error: { message, type: "invalid_request_error", code: null, param: null } });

function embeddings({ input, encoding_format }) {
  const isOne = typeof input === "string" || typeof input[0] === "number";
  const texts = (isOne ? [input] : input).map((text) => (Array.isArray(text) ? text.join(" ") : text));
  const tokens = texts.reduce((sum, text) => sum + countTokens(text), 0);
  const put = (values) =>
    encoding_format === "base64" ? Buffer.from(new Float32Array(values).buffer).toString("base64") : values;
  const data = texts.map((text, index) => ({ object: "embedding", index, embedding: put(embed(text)) }));
  return { object: "list", model: spec.alias, data, usage: { prompt_tokens: tokens, total_tokens: tokens } };
}

/** By how many words a document shares with the query. */
function ranking({ query, documents, top_n }) {
  const wanted = embed(query);
  const results = documents.map((text, index) => ({ index, relevance_score: likeness(wanted, embed(text)) }));
  results.sort((a, b) => b.relevance_score - a.relevance_score);
  const tokens = documents.reduce((sum, text) => sum + countTokens(query) + countTokens(text), 0);
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  return { object: "list", model: spec.alias, results: results.slice(0, top_n ?? results.length), usage };
}

async function handle(asked, answer) {
  const send = (status, body) => answer.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  const fail = (status, message) => send(status, refusal(message));
  if (asked.url === "/health") return send(200, { status: "ok" });
  if (asked.url === "/v1/models") {
    const data = [spec.alias, ...adapters].map((id) => ({ id, object: "model", created: 0, owned_by: "fake" }));
    return send(200, { object: "list", data });
  }
  const path = Object.hasOwn(paths, asked.url) ? paths[asked.url] : null;
  if (asked.method !== "POST" || !path?.is) return fail(404, "There is nothing here.");
  const chunks = [];
  for await (const chunk of asked) chunks.push(chunk);
  let body;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return fail(400, "The body is no JSON.");
  }
  // Not its very first: it would never become ready.
  if (answered > 0 && Math.random() < (spec.failRate ?? 0)) return fail(500, "It fails now and then, as it was told to.");
  answered += 1;
  const lacks = path.lacks(body);
  if (lacks) return fail(400, `'${lacks}' is missing.`);
  if (body.model !== undefined && body.model !== spec.alias && spec.adapters > 0 && !adapters.has(body.model)) {
    return fail(404, `The model "${body.model}" does not exist.`);
  }
  if (countTokens(promptText(body)) > spec.contextTokens) return fail(400, "The request exceeds the available context size.");
  await reply(asked, answer, body, send);
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
