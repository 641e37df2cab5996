/** Messages as Anthropic's API gives them, whole and streamed. */
import { setTimeout as sleep } from "node:timers/promises";
import { answerWords, calledTool, countTokens, promptText, sampleOf, textOf } from "./words.mjs";

function planOf(body, alias) {
  const last = body.messages.at(-1);
  const isAnswered = Array.isArray(last?.content) && last.content.some((block) => block.type === "tool_result");
  const tool = calledTool(body.tools, body.tool_choice, isAnswered);
  if (tool) return { tool: { name: tool.name, input: sampleOf(tool.input_schema) }, words: [], stop: "tool_use" };
  const { words, isCut } = answerWords(alias, textOf(last?.content), null, body.max_tokens);
  return { tool: null, words, stop: isCut ? "max_tokens" : "end_turn" };
}

export async function completeAnthropic(send, answer, body, { alias, tokensPerSecond }) {
  const plan = planOf(body, alias);
  const input_tokens = countTokens(promptText(body));
  const output_tokens = plan.tool ? countTokens(JSON.stringify(plan.tool.input)) : plan.words.length;
  const message = { id: `msg_fake${Date.now()}`, type: "message", role: "assistant", model: alias, stop_sequence: null };
  const block = plan.tool ? { type: "tool_use", id: "toolu_fake0", ...plan.tool } : { type: "text", text: plan.words.join("") };
  if (!body.stream) {
    await sleep((output_tokens * 1000) / tokensPerSecond);
    const usage = { input_tokens, output_tokens, cache_read_input_tokens: 0 };
    return send(200, { ...message, content: [block], stop_reason: plan.stop, usage });
  }
  answer.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  const event = (type, more) => answer.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`);
  const start = { ...message, content: [], stop_reason: null, usage: { input_tokens, output_tokens: 0 } };
  event("message_start", { message: start });
  event("content_block_start", { index: 0, content_block: plan.tool ? { ...block, input: {} } : { type: "text", text: "" } });
  const parts = plan.tool ? (JSON.stringify(plan.tool.input).match(/.{1,4}/gsu) ?? []) : plan.words;
  for (const part of parts) {
    await sleep(1000 / tokensPerSecond);
    if (answer.destroyed) return; // the client hung up
    const delta = plan.tool ? { type: "input_json_delta", partial_json: part } : { type: "text_delta", text: part };
    event("content_block_delta", { index: 0, delta });
  }
  event("content_block_stop", { index: 0 });
  event("message_delta", { delta: { stop_reason: plan.stop, stop_sequence: null }, usage: { output_tokens } });
  event("message_stop", {});
  answer.end();
}
