/**
 * The allow-list of fields. Whatever is not named here goes no further: what an engine adds to OpenAI's API is often for whoever
 * runs it (slots, adapters, templates, embeddings as input, cache of others), and has been a way in.
 */
import { type AnswerPath, isObject } from "./question.ts";
import type { Rule } from "./rules.ts";
import * as rules from "./rules.ts";

export interface Field {
  rule: Rule;
  /** Where it goes: to the engine; only as far as us; or nowhere, because what it asks for is not to be had here. */
  to: "engine" | "here" | "nowhere";
}
const engine = (rule: Rule): Field => ({ rule, to: "engine" });
const here = (rule: Rule): Field => ({ rule, to: "here" });
/** Refused with that sentence, unless the value asks for nothing. */
const nowhere = (sentence: string): Field => ({
  rule: (value) => (value === false || (Array.isArray(value) && value.length === 0) ? null : sentence),
  to: "nowhere",
});

/** The few that chat templates read and that change how a model answers, not what it is told. */
const templateWords = new Set(["enable_thinking", "thinking", "thinking_budget", "reasoning_effort", "preserve_thinking"]);
const isTemplateWord = ([name, value]: [string, unknown]) =>
  templateWords.has(name) && ["string", "number", "boolean"].includes(typeof value);
const templateRule: Rule = (value) =>
  isObject(value) && Object.entries(value).every(isTemplateWord)
    ? null
    : `may hold only ${[...templateWords].join(", ")}, each a string, a number, true or false.`;

/** Harmless ways of sampling that engines share beside OpenAI's own. */
const sampling = {
  temperature: engine(rules.number),
  top_p: engine(rules.number),
  top_k: engine(rules.whole),
  min_p: engine(rules.number),
  typical_p: engine(rules.number),
  repeat_penalty: engine(rules.number),
  repetition_penalty: engine(rules.number),
  frequency_penalty: engine(rules.number),
  presence_penalty: engine(rules.number),
  seed: engine(rules.whole),
  logit_bias: engine(rules.biases),
  min_tokens: engine(rules.whole),
  ignore_eos: engine(rules.flag),
};
/** About the request, for OpenAI's own house; nothing an engine could do with it. */
const aboutTheRequest = {
  model: here(rules.text),
  user: engine(rules.anything),
  metadata: here(rules.object),
  store: here(rules.flag),
  service_tier: here(rules.text),
  safety_identifier: here(rules.text),
  prompt_cache_key: here(rules.text),
  prompt_cache_retention: here(rules.text),
};
const streaming = { stream: here(rules.flag), stream_options: here(rules.object) };
const noSearch = nowhere("asks for a search on the internet, which this box does not do.");

const chat = {
  ...aboutTheRequest,
  ...streaming,
  ...sampling,
  messages: engine(rules.list),
  max_tokens: here(rules.length),
  max_completion_tokens: here(rules.length),
  n: engine(rules.between(1, 128)),
  stop: engine(rules.textOrTexts),
  logprobs: engine(rules.flag),
  top_logprobs: engine(rules.between(0, 20)),
  tools: engine(rules.list),
  tool_choice: engine(rules.anything),
  parallel_tool_calls: engine(rules.flag),
  response_format: engine(rules.object),
  reasoning_effort: engine(rules.text),
  chat_template_kwargs: engine(templateRule),
  modalities: here((value) =>
    Array.isArray(value) && value.every((one) => one === "text") ? null : 'may only be ["text"]: answers here are text.',
  ),
  audio: nowhere("asks for a spoken answer; answers here are text."),
  functions: nowhere("is OpenAI's old way of calling functions; use 'tools'."),
  function_call: nowhere("is OpenAI's old way of calling functions; use 'tool_choice'."),
  web_search_options: noSearch,
};
const completions = {
  ...aboutTheRequest,
  ...streaming,
  ...sampling,
  prompt: engine(rules.anything),
  max_tokens: here(rules.length),
  n: engine(rules.between(1, 128)),
  stop: engine(rules.textOrTexts),
  logprobs: engine(rules.between(0, 20)),
};
const embeddings = {
  ...aboutTheRequest,
  input: engine(rules.anything),
  encoding_format: engine(rules.oneOf("float", "base64")),
  dimensions: nowhere("cannot be chosen: a vector here has the length its model was made for."),
};
const rerank = {
  ...aboutTheRequest,
  query: engine(rules.text),
  documents: engine(rules.list),
  top_n: engine(rules.between(1, 100_000)),
  return_documents: here(rules.flag),
};
const kept = "refers to something kept at OpenAI; this box keeps no conversations. Send the whole conversation in 'input'.";
const responses = {
  ...aboutTheRequest,
  ...streaming,
  ...sampling,
  input: here(rules.anything),
  instructions: here(rules.text),
  max_output_tokens: here(rules.length),
  stop: engine(rules.textOrTexts),
  tools: here(rules.list),
  tool_choice: here(rules.anything),
  parallel_tool_calls: engine(rules.flag),
  text: here(rules.object),
  reasoning: here(rules.object),
  include: here(rules.texts),
  top_logprobs: here(rules.between(0, 20)),
  truncation: here(rules.oneOf("disabled", "auto")),
  chat_template_kwargs: engine(templateRule),
  background: nowhere("asks for an answer to be fetched later; this box answers at once."),
  previous_response_id: nowhere(kept),
  conversation: nowhere(kept),
  prompt: nowhere(kept),
};
/** Anthropic's. */
const messages = {
  model: here(rules.text),
  messages: engine(rules.list),
  system: engine(rules.anything),
  max_tokens: here(rules.length),
  stop_sequences: engine(rules.texts),
  stream: here(rules.flag),
  temperature: engine(rules.number),
  top_p: engine(rules.number),
  top_k: engine(rules.whole),
  tools: engine(rules.list),
  tool_choice: engine(rules.object),
  thinking: engine(rules.object),
  metadata: here(rules.object),
  service_tier: here(rules.text),
  mcp_servers: nowhere("asks the box to call other servers, which it does not do."),
  container: nowhere("asks for a container to run code in, which this box does not have."),
};

const tableOf = (fields: Record<string, Field>): ReadonlyMap<string, Field> => new Map(Object.entries(fields));
export const fieldsOf: Record<AnswerPath, ReadonlyMap<string, Field>> = {
  "/v1/chat/completions": tableOf(chat),
  "/v1/completions": tableOf(completions),
  "/v1/embeddings": tableOf(embeddings),
  "/v1/rerank": tableOf(rerank),
  "/v1/responses": tableOf(responses),
  "/v1/messages": tableOf(messages),
  "/v1/messages/count_tokens": tableOf(messages),
};
