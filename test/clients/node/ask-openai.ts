/** The official Node client, given a base URL and a key and nothing else. */
import OpenAI from "openai";
import { VERSION } from "openai/version";
import { type ClientReport, citySchema, question, report, type Target } from "./checks.ts";

export function askOpenai({ baseUrl, key, model, embedder }: Target): Promise<ClientReport> {
  const client = new OpenAI({ baseURL: baseUrl, apiKey: key });
  const messages = [{ role: "user" as const, content: question }];
  const fails = (call: Promise<unknown>, status: number) =>
    call.then(
      () => false,
      (error) => error.status === status,
    );
  return report("openai (Node)", VERSION, {
    async models() {
      const names: string[] = [];
      for await (const one of client.models.list()) names.push(one.id);
      return names.includes(model);
    },
    async chat() {
      const answer = await client.chat.completions.create({ model, messages });
      return (answer.choices[0]?.message.content ?? "").length > 0 && (answer.usage?.total_tokens ?? 0) > 0;
    },
    async stream() {
      const stream = await client.chat.completions.create({
        model,
        messages,
        stream: true,
        stream_options: { include_usage: true },
      });
      let text = "";
      let tokens = 0;
      for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? "";
        tokens = chunk.usage?.completion_tokens ?? tokens;
      }
      return text.length > 0 && tokens > 0;
    },
    async "json schema"() {
      const json_schema = { name: "city", strict: true, schema: citySchema };
      const answer = await client.chat.completions.create({
        model,
        messages,
        response_format: { type: "json_schema", json_schema },
      });
      return "city" in JSON.parse(answer.choices[0]?.message.content ?? "{}");
    },
    completions: async () =>
      ((await client.completions.create({ model, prompt: question, max_tokens: 8 })).choices[0]?.text ?? "").length > 0,
    embeddings: async () => (await client.embeddings.create({ model: embedder, input: ["a", "b"] })).data.length === 2,
    responses: async () => (await client.responses.create({ model, input: question })).output_text.length > 0,
    async "responses stream"() {
      let last = "";
      for await (const event of await client.responses.create({ model, input: question, stream: true })) last = event.type;
      return last === "response.completed";
    },
    "typed errors": async () =>
      (await fails(new OpenAI({ baseURL: baseUrl, apiKey: "sk-sluice-wrong" }).models.list(), 401)) &&
      (await fails(client.chat.completions.create({ model: "nope", messages }), 404)),
  });
}
