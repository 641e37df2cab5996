import { describe, expect, it } from "vitest";
import { hi, questionOf, read } from "../../../../test/support/question-of.ts";
import type { AnswerPath } from "./question.ts";
import { upstreamBody } from "./upstream.ts";

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
