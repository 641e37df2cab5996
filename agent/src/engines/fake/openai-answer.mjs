/** Chat and completions as OpenAI's API gives them, whole and streamed: words, tool calls, JSON, logprobs, several choices. */
import { setTimeout as sleep } from "node:timers/promises";
import { answerWords, calledTool, countTokens, promptText, sampleOf, textOf } from "./words.mjs";

const schemaOf = (format) =>
  format?.type === "json_schema" ? format.json_schema.schema : format?.type === "json_object" ? { type: "object" } : null;

/** What it will say: the call of a tool, or words. */
function planOf(body, alias, isChat) {
  const last = body.messages?.at(-1);
  const tool = isChat ? calledTool(body.tools, body.tool_choice, last?.role === "tool") : null;
  if (tool) {
    const { name, parameters } = tool.function;
    return { tool: { name, text: JSON.stringify(sampleOf(parameters ?? { type: "object" })) }, words: [], finish: "tool_calls" };
  }
  const asked = isChat ? textOf(last?.content) : [body.prompt].flat().join(" ");
  const { words, isCut } = answerWords(
    alias,
    asked,
    schemaOf(body.response_format),
    body.max_tokens ?? body.max_completion_tokens,
  );
  return { tool: null, words, finish: isCut ? "length" : "stop" };
}

const logprobOf = (token) => ({ token, logprob: -0.1, bytes: [...Buffer.from(token)], top_logprobs: [] });

function wholeChoice(index, plan, body, isChat) {
  const text = plan.words.join("");
  const more = isChat && body.logprobs ? { logprobs: { content: plan.words.map(logprobOf) } } : {};
  const finish_reason = plan.finish;
  if (!isChat) return { index, text, logprobs: null, finish_reason };
  const calls = plan.tool && [
    { id: `call_fake${index}`, type: "function", function: { name: plan.tool.name, arguments: plan.tool.text } },
  ];
  const message = { role: "assistant", content: calls ? null : text, ...(calls ? { tool_calls: calls } : {}) };
  return { index, message, ...more, finish_reason };
}

export async function completeOpenAi(send, answer, body, isChat, { alias, tokensPerSecond }) {
  const plan = planOf(body, alias, isChat);
  const choices = Math.min(body.n ?? 1, 16);
  const prompt_tokens = countTokens(promptText(body));
  const each = plan.tool ? countTokens(plan.tool.text) : plan.words.length;
  const completion_tokens = each * choices;
  const usage = { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
  const base = { id: `fake-${Date.now()}`, created: Math.floor(Date.now() / 1000), model: alias };
  if (!body.stream) {
    await sleep((each * 1000) / tokensPerSecond);
    const object = isChat ? "chat.completion" : "text_completion";
    const list = Array.from({ length: choices }, (_, index) => wholeChoice(index, plan, body, isChat));
    return send(200, { ...base, object, choices: list, usage });
  }
  answer.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  const object = isChat ? "chat.completion.chunk" : "text_completion";
  const chunk = (list, more = {}) => answer.write(`data: ${JSON.stringify({ ...base, object, choices: list, ...more })}\n\n`);
  const tell = (delta, finish_reason = null, more = {}) => {
    for (let index = 0; index < choices; index += 1) chunk([{ index, ...delta, ...more, finish_reason }]);
  };
  if (isChat) tell({ delta: { role: "assistant", content: "" } });
  for (const delta of deltasOf(plan, isChat)) {
    await sleep(1000 / tokensPerSecond);
    if (answer.destroyed) return; // the client hung up
    const more =
      isChat && body.logprobs && delta.delta.content ? { logprobs: { content: [logprobOf(delta.delta.content)] } } : {};
    tell(delta, null, more);
  }
  tell(isChat ? { delta: {} } : { text: "" }, plan.finish);
  if (body.stream_options?.include_usage) chunk([], { usage });
  answer.end("data: [DONE]\n\n");
}

function deltasOf({ tool, words }, isChat) {
  if (!tool) return words.map((word) => (isChat ? { delta: { content: word } } : { text: word }));
  const call = (more) => ({ delta: { tool_calls: [{ index: 0, ...more }] } });
  const parts = tool.text.match(/.{1,4}/gsu) ?? [];
  return [
    call({ id: "call_fake0", type: "function", function: { name: tool.name, arguments: "" } }),
    ...parts.map((part) => call({ function: { arguments: part } })),
  ];
}
