/** The chunks of a stream as the whole answer they would have been. */
import type { Chunk, ChunkToolCall } from "./chunk.ts";
import { thoughtOf } from "./chunk.ts";
import type { TokenCount } from "./usage-of.ts";

interface Call {
  id: string;
  type: "function";
  function: { name: string; arguments: string };
}
interface Gathered {
  text: string;
  thought: string;
  calls: Call[];
  logprobs: Record<string, unknown[]> | null;
  finish: string | null;
}

export function gather(chunks: readonly Chunk[], isChat: boolean, model: string, usage: TokenCount | null): object {
  const choices = new Map<number, Gathered>();
  for (const chunk of chunks) for (const choice of chunk.choices) take(choices, choice);
  const list = [...choices].sort(([a], [b]) => a - b);
  const first = chunks[0];
  return {
    id: first?.id ?? "",
    object: isChat ? "chat.completion" : "text_completion",
    created: first?.created ?? 0,
    model,
    choices: list.map(([index, choice]) => (isChat ? chatChoice(index, choice) : textChoice(index, choice))),
    ...(usage ? { usage: usageBody(usage) } : {}),
  };
}

export function usageBody({ prompt, completion, cached }: TokenCount) {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached },
  };
}

function take(choices: Map<number, Gathered>, choice: Chunk["choices"][number]): void {
  const mine = choices.get(choice.index) ?? { text: "", thought: "", calls: [], logprobs: null, finish: null };
  choices.set(choice.index, mine);
  const { delta, text, logprobs, finish_reason: finish } = choice;
  mine.text += text ?? delta?.content ?? "";
  if (delta) mine.thought += thoughtOf(delta);
  for (const call of delta?.tool_calls ?? []) takeCall(mine.calls, call);
  if (logprobs) mine.logprobs = joined(mine.logprobs ?? {}, logprobs);
  if (finish) mine.finish = finish;
}

function takeCall(calls: Call[], { index, id, function: said }: ChunkToolCall): void {
  const at = index ?? (id ? calls.length : Math.max(0, calls.length - 1));
  const call = calls[at] ?? { id: "", type: "function", function: { name: "", arguments: "" } };
  calls[at] = call;
  if (id) call.id = id;
  if (said?.name) call.function.name += said.name;
  call.function.arguments += said?.arguments ?? "";
}

/** Each of them is lists, token by token. */
function joined(so: Record<string, unknown[]>, more: Record<string, unknown>): Record<string, unknown[]> {
  for (const [name, list] of Object.entries(more)) if (Array.isArray(list)) so[name] = [...(so[name] ?? []), ...list];
  return so;
}

function chatChoice(index: number, { text, thought, calls, logprobs, finish }: Gathered): object {
  const whole = calls.filter((call) => call !== undefined);
  const message = {
    role: "assistant",
    content: text === "" && whole.length > 0 ? null : text,
    ...(thought === "" ? {} : { reasoning_content: thought }),
    ...(whole.length === 0 ? {} : { tool_calls: whole }),
  };
  return { index, message, logprobs, finish_reason: finish };
}

function textChoice(index: number, { text, logprobs, finish }: Gathered): object {
  return { index, text, logprobs, finish_reason: finish };
}
