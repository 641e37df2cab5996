/** Vercel's AI SDK through its openai-compatible provider. */
import { createRequire } from "node:module";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { embedMany, generateText, jsonSchema, Output, streamText, tool } from "ai";
import { type ClientReport, citySchema, question, report, type Target } from "./checks.ts";

const { version } = createRequire(import.meta.url)("ai/package.json") as { version: string };

export function askAiSdk({ baseUrl, key, model, embedder }: Target): Promise<ClientReport> {
  const how = { supportsStructuredOutputs: true, includeUsage: true };
  const sluice = createOpenAICompatible({ name: "sluice", baseURL: baseUrl, apiKey: key, ...how });
  const chat = { model: sluice(model), prompt: question, maxRetries: 0 };
  const city = jsonSchema<{ city: string }>(citySchema);
  return report("ai", version, {
    chat: async () => (await generateText(chat)).text.length > 0,
    async stream() {
      const stream = streamText(chat);
      let text = "";
      for await (const part of stream.textStream) text += part;
      return text.length > 0 && ((await stream.usage).outputTokens ?? 0) > 0;
    },
    async tools() {
      const weather = tool({ description: "The weather of a city.", inputSchema: city });
      const { toolCalls } = await generateText({ ...chat, tools: { weather }, toolChoice: "required" });
      return toolCalls[0]?.toolName === "weather";
    },
    "json schema": async () => "city" in (await generateText({ ...chat, output: Output.object({ schema: city }) })).output,
    embeddings: async () =>
      (await embedMany({ model: sluice.textEmbeddingModel(embedder), values: ["a", "b"] })).embeddings.length === 2,
  });
}
