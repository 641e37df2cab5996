/**
 * The way Open WebUI and Dify ask: both run as servers of their own and cannot be installed here as packages, so their requests are sent
 * as their sources build them (Open WebUI backend/open_webui/routers/openai.py; Dify's openai_api_compatible provider).
 */
import { type ClientReport, question, report, type Target } from "./checks.ts";

const headers = (key: string) => ({ authorization: `Bearer ${key}`, "content-type": "application/json" });
const messages = [{ role: "user", content: question }];

async function streamed(target: Target, body: object): Promise<string> {
  const answer = await fetch(`${target.baseUrl}/chat/completions`, {
    method: "POST",
    headers: headers(target.key),
    body: JSON.stringify({ model: target.model, messages, stream: true, ...body }),
  });
  const frames = (await answer.text()).split("\n\n").filter((frame) => frame.startsWith("data: {"));
  type Chunk = { choices: { delta: { content?: string } }[] };
  return frames.map((frame) => (JSON.parse(frame.slice(6)) as Chunk).choices[0]?.delta.content ?? "").join("");
}

/** The list of models first; without it nothing is offered to a person. Then fields of its own beside OpenAI's. */
export function askAsOpenWebui(target: Target): Promise<ClientReport> {
  return report("Open WebUI (its requests)", "–", {
    async models() {
      const answer = await fetch(`${target.baseUrl}/models`, { headers: headers(target.key) });
      const { object, data } = (await answer.json()) as { object: string; data: { id: string }[] };
      return object === "list" && data.some(({ id }) => id === target.model);
    },
    stream: async () => {
      const own = {
        chat_id: "c",
        id: "m",
        session_id: "s",
        background_tasks: { title_generation: true },
        features: {},
        metadata: {},
      };
      return (await streamed(target, { stream_options: { include_usage: true }, ...own })).length > 0;
    },
  });
}

/** Saving a provider asks for five tokens, not streamed, and wants an answer with choices. */
export function askAsDify(target: Target): Promise<ClientReport> {
  return report("Dify (its requests)", "–", {
    async chat() {
      const answer = await fetch(`${target.baseUrl}/chat/completions`, {
        method: "POST",
        headers: { ...headers(target.key), "accept-charset": "utf-8" },
        body: JSON.stringify({ model: target.model, max_tokens: 5, messages: [{ role: "user", content: "ping" }] }),
      });
      const { object, choices } = (await answer.json()) as { object: string; choices: unknown[] };
      return answer.status === 200 && object === "chat.completion" && choices.length === 1;
    },
    stream: async () => (await streamed(target, { user: "abc-123", temperature: 0.7, top_p: 1 })).length > 0,
  });
}
