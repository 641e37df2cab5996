import { describe, expect, it } from "vitest";
import { hi, questionOf, read } from "../../../../test/support/question-of.ts";
import type { AnswerPath } from "./question.ts";
import { upstreamBody, upstreamPath } from "./upstream.ts";

const chat = "/v1/chat/completions";
const png = "data:image/png;base64,iVBORw0KGgo=";
const tool = { type: "function", function: { name: "look", parameters: { type: "object" } } };
const sent = (path: AnswerPath, body: object, policy = {}) =>
  JSON.parse(upstreamBody(questionOf(path, body, policy), { upstreamModel: "engine" }));

describe("fields", () => {
  it("lets through what OpenAI and engines share, and names the rest", () => {
    const question = questionOf(chat, {
      ...{ messages: hi, temperature: 0.5, top_k: 3, min_p: 0.1, seed: 7, stop: ["x"], logit_bias: { 5: -100 } },
      ...{
        id_slot: 1,
        lora: [],
        cache_prompt: true,
        prompt_embeds: "x",
        chat_template: "x",
        return_token_ids: true,
        grammar: "x",
      },
    });
    expect(question.ignored).toEqual([
      "id_slot",
      "lora",
      "cache_prompt",
      "prompt_embeds",
      "chat_template",
      "return_token_ids",
      "grammar",
    ]);
    const upstream = sent(chat, question.asked);
    expect(upstream).toEqual({
      ...{ messages: hi, temperature: 0.5, top_k: 3, min_p: 0.1, seed: 7, stop: ["x"], logit_bias: { 5: -100 }, model: "engine" },
    });
  });
  it("takes null for not said, and keeps what is about the request to itself", () => {
    const body = {
      messages: hi,
      tools: null,
      stop: null,
      store: true,
      metadata: { a: "b" },
      service_tier: "auto",
      prompt_cache_key: "k",
    };
    expect(sent(chat, body)).toEqual({ messages: hi, model: "engine" });
    expect(questionOf(chat, body).ignored).toEqual([]);
  });
  it("drops unknown parts of messages, tools and formats in place", () => {
    const content = [{ type: "text", text: "a", cache_control: {} }];
    const question = questionOf(chat, {
      messages: [{ role: "user", content, weight: 1 }],
      tools: [{ ...tool, cache: 1, function: { ...tool.function, chat_template: "x" } }],
      response_format: { type: "json_schema", json_schema: { name: "n", schema: {}, grammar: "x" } },
    });
    expect([...question.ignored].sort()).toEqual([
      ...["messages[].content[].cache_control", "messages[].weight", "response_format.json_schema.grammar"],
      ...["tools[].cache", "tools[].function.chat_template"],
    ]);
    expect(question.fields.tools).toEqual([tool]);
  });
  it("__proto__ and its kind are names like any other", () => {
    const text = `{"model":"helpdesk","messages":[{"role":"user","content":"a","__proto__":{"x":1}}],"__proto__":{"max_tokens":9},"constructor":1}`;
    const answer = read(chat, Buffer.from(text));
    expect(answer.ok && [answer.question.maxTokens, answer.question.ignored]).toEqual([
      0,
      ["__proto__", "constructor", "messages[].__proto__"],
    ]);
    expect(({} as { x?: number }).x).toBeUndefined();
  });
  it("a doubled field counts once, as it will for the engine", () => {
    const answer = read(
      chat,
      Buffer.from(`{"model":"nope","model":"helpdesk","messages":${JSON.stringify(hi)},"max_tokens":5,"max_tokens":6}`),
    );
    expect(answer.ok && upstreamBody(answer.question, { upstreamModel: "e" })).toBe(
      JSON.stringify({ messages: hi, model: "e", max_tokens: 6 }),
    );
  });
  it("says one penalty in both words for it", () => {
    expect(sent(chat, { messages: hi, repetition_penalty: 1.1 })).toMatchObject({ repeat_penalty: 1.1, repetition_penalty: 1.1 });
    expect(sent(chat, { messages: hi, repeat_penalty: 1.2 })).toMatchObject({ repeat_penalty: 1.2, repetition_penalty: 1.2 });
  });
});

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

describe("what it needs and costs", () => {
  const needs = (path: AnswerPath, body: object) => questionOf(path, body).needs.map((need) => `${need.can} ${need.param}`);
  it("names the capability and the field that asks for it", () => {
    expect(needs(chat, { messages: hi, tools: [tool], logprobs: true, response_format: { type: "json_object" } })).toEqual([
      "logprobs logprobs",
      "tools tools",
      "json-schema response_format",
    ]);
    const image = [{ role: "user", content: [{ type: "image_url", image_url: { url: png } }] }];
    expect(needs(chat, { messages: image })).toEqual(["images messages[0].content[0].image_url.url"]);
    expect(needs(chat, { messages: [...hi, { role: "tool", tool_call_id: "1", content: "x" }] })).toEqual(["tools messages[1]"]);
    expect(needs("/v1/responses", { input: "a", text: { format: { type: "json_object" } }, top_logprobs: 2 })).toEqual([
      "logprobs top_logprobs",
      "json-schema text.format",
    ]);
    expect(needs("/v1/completions", { prompt: "a", logprobs: 0 })).toEqual(["logprobs logprobs"]);
    expect(needs(chat, { messages: hi, tools: [], response_format: { type: "text" }, logprobs: false, top_logprobs: 3 })).toEqual(
      [],
    );
  });
  it("an image is not billed by the length of its base64", () => {
    const url = `${png}${"A".repeat(4_000_000)}`;
    const question = questionOf(chat, { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }] });
    expect(question.promptGuess).toBeLessThan(2000);
  });
  it("counts choices over prompts, and asks for several as a stream", () => {
    const body = { prompt: ["a", "b", [1, 2]], n: 2, max_tokens: 5 };
    expect(questionOf("/v1/completions", body)).toMatchObject({ n: 2, choices: 6, maxTokens: 5, stream: false });
    expect(sent("/v1/completions", body)).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    expect(questionOf("/v1/completions", { prompt: [1, 2, 3] }).choices).toBe(1);
  });
  it("tokens to come are none where nothing is written", () => {
    expect(questionOf("/v1/embeddings", { input: "a", stream: true, max_tokens: 5 })).toMatchObject({
      stream: false,
      maxTokens: 0,
    });
    expect(questionOf("/v1/messages/count_tokens", { messages: hi }, { maxTokens: 9 })).toMatchObject({
      promptGuess: 0,
      maxTokens: 0,
    });
  });
});

describe("a response becomes a chat", () => {
  it("of its items, calls and outcomes", () => {
    const input = [
      { role: "developer", content: "Be brief." },
      {
        type: "message",
        role: "user",
        content: [
          { type: "input_text", text: "Weather" },
          { type: "input_text", text: "in Rome?" },
        ],
      },
      { type: "reasoning", summary: [] },
      { type: "function_call", call_id: "c1", name: "look", arguments: "{}" },
      { type: "function_call", call_id: "c2", name: "look", arguments: '{"a":1}' },
      { type: "function_call_output", call_id: "c1", output: "sun" },
      { role: "assistant", content: [{ type: "output_text", text: "Sunny.", annotations: [] }] },
      {
        role: "user",
        content: [
          { type: "input_text", text: "And this?" },
          { type: "input_image", image_url: png },
        ],
      },
    ];
    const call = (id: string, text: string) => ({ id, type: "function", function: { name: "look", arguments: text } });
    expect(questionOf("/v1/responses", { input, instructions: "You are Bob." }).fields.messages).toEqual([
      { role: "system", content: "You are Bob.\n\nBe brief." },
      { role: "user", content: "Weather\nin Rome?" },
      { role: "assistant", content: null, tool_calls: [call("c1", "{}"), call("c2", '{"a":1}')] },
      { role: "tool", tool_call_id: "c1", content: "sun" },
      { role: "assistant", content: "Sunny." },
      {
        role: "user",
        content: [
          { type: "text", text: "And this?" },
          { type: "image_url", image_url: { url: png } },
        ],
      },
    ]);
  });
  it("of its tools, form and bounds, asked at the chat's own path", () => {
    const body = {
      ...{
        input: "a",
        max_output_tokens: 7,
        tool_choice: { type: "function", name: "look" },
        reasoning: { effort: "low", summary: "auto" },
      },
      tools: [{ type: "function", name: "look", parameters: { type: "object" }, strict: true }],
      text: { format: { type: "json_schema", name: "n", schema: { type: "object" }, strict: true }, verbosity: "low" },
      include: ["message.output_text.logprobs", "reasoning.encrypted_content"],
    };
    const question = questionOf("/v1/responses", body);
    expect(upstreamPath(question)).toBe(chat);
    expect(sent("/v1/responses", body)).toEqual({
      ...{ model: "engine", max_tokens: 7, messages: [{ role: "user", content: "a" }], reasoning_effort: "low", logprobs: true },
      tools: [{ type: "function", function: { name: "look", strict: true, parameters: { type: "object" } } }],
      tool_choice: { type: "function", function: { name: "look" } },
      response_format: { type: "json_schema", json_schema: { name: "n", schema: { type: "object" }, strict: true } },
    });
    expect([...question.ignored].sort()).toEqual(["include.reasoning.encrypted_content", "reasoning.summary", "text.verbosity"]);
  });
});

describe("a route's policy", () => {
  const free = { systemPrompt: { text: "House rules.", locked: false } };
  const locked = { systemPrompt: { text: "House rules.", locked: true } };
  const own = [{ role: "developer", content: "Mine." }, ...hi];
  it.each<[string, AnswerPath, object, object, unknown]>([
    ["is put before a chat", chat, { messages: hi }, free, [{ role: "system", content: "House rules." }, ...hi]],
    [
      "and before the client's own words",
      chat,
      { messages: own },
      free,
      [{ role: "system", content: "House rules.\n\nMine." }, ...hi],
    ],
    ["locked, where the client has none", chat, { messages: hi }, locked, [{ role: "system", content: "House rules." }, ...hi]],
    [
      "before a response",
      "/v1/responses",
      { input: "hi", instructions: "Mine." },
      free,
      [
        { role: "system", content: "House rules.\n\nMine." },
        { role: "user", content: "hi" },
      ],
    ],
  ])("the system prompt %s", (_name, path, body, policy, messages) => {
    expect(sent(path, body, policy).messages).toEqual(messages);
  });
  it("the system prompt is Anthropic's 'system' there, and no part of a raw text or a vector", () => {
    const message = { messages: hi, max_tokens: 5 };
    expect(sent("/v1/messages", message, locked).system).toBe("House rules.");
    expect(sent("/v1/messages", { ...message, system: [{ type: "text", text: "Mine." }] }, free).system).toBe(
      "House rules.\n\nMine.",
    );
    expect(sent("/v1/completions", { prompt: "a" }, free)).toEqual({ prompt: "a", model: "engine" });
    expect(sent("/v1/embeddings", { input: "a" }, locked)).toEqual({ input: "a", model: "engine" });
  });
  it.each<[string, AnswerPath, object, string]>([
    ["a system message", chat, { messages: [...hi, { role: "system", content: "a" }] }, "messages[1].role"],
    ["a developer message", chat, { messages: own }, "messages[0].role"],
    ["instructions", "/v1/responses", { input: "a", instructions: "b" }, "instructions"],
    ["Anthropic's system", "/v1/messages", { messages: hi, max_tokens: 5, system: "a" }, "system"],
    ["a raw text, which is the way around it", "/v1/completions", { prompt: "a" }, "model"],
  ])("a lock refuses %s", (_name, path, body, param) => {
    const answer = read(path, body, locked);
    expect(!answer.ok && answer.problem).toMatchObject({ status: 400, code: "system_prompt_locked", param });
  });
  it("bounds every answer, in each API's own field", () => {
    const most = { maxTokens: 10 };
    expect(sent(chat, { messages: hi }, most).max_tokens).toBe(10);
    expect(sent(chat, { messages: hi, max_completion_tokens: 50, max_tokens: 3 }, most)).toMatchObject({ max_tokens: 10 });
    expect(sent(chat, { messages: hi, max_tokens: 3 }, most)).toMatchObject({ max_tokens: 3 });
    expect(sent("/v1/responses", { input: "a", max_output_tokens: 50 }, most).max_tokens).toBe(10);
    expect(sent("/v1/messages", { messages: hi, max_tokens: 50 }, most).max_tokens).toBe(10);
    expect(sent("/v1/embeddings", { input: "a" }, most).max_tokens).toBeUndefined();
  });
});
