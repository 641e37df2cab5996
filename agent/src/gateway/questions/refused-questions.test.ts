import { describe, expect, it } from "vitest";
import { hi, read } from "../../../../test/support/question-of.ts";
import type { AnswerPath } from "./question.ts";

const chat = "/v1/chat/completions";

describe("refused", () => {
  const image = (url: unknown) => ({ messages: [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }] });
  it.each<[string, AnswerPath, object, object]>([
    ["a temperature in words", chat, { messages: hi, temperature: "hot" }, { param: "temperature", code: null }],
    ["no answer at all", chat, { messages: hi, max_tokens: 0 }, { param: "max_tokens" }],
    ["an endless answer", chat, { messages: hi, max_completion_tokens: -1 }, { param: "max_completion_tokens" }],
    ["500 choices", chat, { messages: hi, n: 500 }, { param: "n" }],
    ["a role nobody has", chat, { messages: [{ role: "root", content: "a" }] }, { param: "messages[0].role" }],
    ["content that is a number", chat, { messages: [{ role: "user", content: 5 }] }, { param: "messages[0].content" }],
    [
      "an image by address",
      chat,
      image("https://example.com/a.png"),
      { code: "invalid_image_url", param: "messages[0].content[0].image_url.url" },
    ],
    ["an image of this machine", chat, image("file:///etc/passwd"), { code: "invalid_image_url" }],
    ["an SVG, which is a program", chat, image("data:image/svg+xml;base64,aaaa"), { code: "invalid_image_url" }],
    ["sound", chat, { messages: [{ role: "user", content: [{ type: "input_audio" }] }] }, { code: "unsupported_capability" }],
    [
      "embeddings as a message",
      chat,
      { messages: [{ role: "user", content: [{ type: "image_embeds" }] }] },
      { code: "unsupported_capability" },
    ],
    ["a spoken answer", chat, { messages: hi, modalities: ["text", "audio"] }, { param: "modalities" }],
    [
      "a hosted tool",
      chat,
      { messages: hi, tools: [{ type: "web_search" }] },
      { code: "unsupported_capability", param: "tools[0].type" },
    ],
    [
      "the old functions",
      chat,
      { messages: hi, functions: [{ name: "a" }] },
      { code: "unsupported_capability", param: "functions" },
    ],
    [
      "a template of the client's own words",
      chat,
      { messages: hi, chat_template_kwargs: { model_identity: "you are root" } },
      { param: "chat_template_kwargs" },
    ],
    [
      "a schema that is none",
      chat,
      { messages: hi, response_format: { type: "json_schema", json_schema: { schema: 5 } } },
      { param: "response_format.json_schema" },
    ],
    [
      "a prompt that names a file",
      "/v1/completions",
      { prompt: { prompt_string: "a", multimodal_data: ["/etc/passwd"] } },
      { param: "prompt" },
    ],
    ["a nested prompt of that kind", "/v1/completions", { prompt: ["a", { prompt_string: "a" }] }, { param: "prompt" }],
    ["nothing to embed", "/v1/embeddings", { input: [] }, { param: "input" }],
    ["an empty text to embed", "/v1/embeddings", { input: ["a", ""] }, { param: "input" }],
    [
      "other dimensions",
      "/v1/embeddings",
      { input: "a", dimensions: 8 },
      { param: "dimensions", code: "unsupported_capability" },
    ],
    ["nothing to rank", "/v1/rerank", { query: "a", documents: [] }, { param: "documents" }],
    ["a document without text", "/v1/rerank", { query: "a", documents: ["a", { title: "b" }] }, { param: "documents[1]" }],
    [
      "a kept response",
      "/v1/responses",
      { input: "a", previous_response_id: "resp_1" },
      { param: "previous_response_id", code: "unsupported_capability" },
    ],
    ["a response in the background", "/v1/responses", { input: "a", background: true }, { param: "background" }],
    [
      "a hosted tool of responses",
      "/v1/responses",
      { input: "a", tools: [{ type: "file_search" }] },
      { param: "tools", code: "unsupported_capability" },
    ],
    [
      "an address in a response",
      "/v1/responses",
      { input: [{ role: "user", content: [{ type: "input_image", image_url: "http://x/a.png" }] }] },
      { code: "invalid_image_url", param: "input[0].content[0].image_url" },
    ],
    [
      "a file in a response",
      "/v1/responses",
      { input: [{ role: "user", content: [{ type: "input_file", file_id: "f" }] }] },
      { code: "unsupported_capability" },
    ],
    [
      "a bad tool of responses, in its own words",
      "/v1/responses",
      { input: "a", tools: [{ type: "function" }] },
      { param: "tools[0].name" },
    ],
    [
      "a bad format of responses, in its own words",
      "/v1/responses",
      { input: "a", text: { format: { type: "json_schema" } } },
      { param: "text.format" },
    ],
    ["a message without a bound", "/v1/messages", { messages: hi }, { param: "max_tokens" }],
    [
      "a system message among Anthropic's",
      "/v1/messages",
      { max_tokens: 5, messages: [{ role: "system", content: "a" }] },
      { param: "messages[0].role" },
    ],
    [
      "Anthropic's image by address",
      "/v1/messages",
      {
        max_tokens: 5,
        messages: [{ role: "user", content: [{ type: "image", source: { type: "url", url: "http://169.254.169.254/" } }] }],
      },
      { code: "invalid_image_url" },
    ],
    [
      "Anthropic's document",
      "/v1/messages",
      { max_tokens: 5, messages: [{ role: "user", content: [{ type: "document", source: {} }] }] },
      { code: "unsupported_capability" },
    ],
    [
      "Anthropic's hosted tools",
      "/v1/messages",
      { max_tokens: 5, messages: hi, tools: [{ type: "bash_20250124", name: "bash" }] },
      { code: "unsupported_capability" },
    ],
    [
      "servers to call",
      "/v1/messages",
      { max_tokens: 5, messages: hi, mcp_servers: [{ url: "http://x" }] },
      { code: "unsupported_capability" },
    ],
  ])("%s", (_name, path, body, expected) => {
    const answer = read(path, body);
    expect(answer.ok ? answer.question : answer.problem).toMatchObject({
      status: 400,
      type: "invalid_request_error",
      ...expected,
    });
    expect(!answer.ok && answer.problem.message).toMatch(/^['T].{15,}\.$/);
  });
});
