/** A whole answer of a chat as a whole response. */
import { z } from "zod";
import type { Question } from "../questions/question.ts";
import { thoughtOf } from "./chunk.ts";
import { type Item, logprobsOf, responseBody, statusOf } from "./response-body.ts";
import type { TokenCount } from "./usage-of.ts";

const Call = z.looseObject({
  id: z.string().default(""),
  function: z.looseObject({ name: z.string(), arguments: z.string().default("") }),
});
const Message = z.looseObject({
  content: z.string().nullish(),
  reasoning_content: z.string().nullish(),
  reasoning: z.string().nullish(),
  tool_calls: z.array(Call).nullish(),
});
const Choice = z.looseObject({
  message: Message,
  finish_reason: z.string().nullish(),
  logprobs: z.record(z.string(), z.unknown()).nullish(),
});
export const WholeChat = z.looseObject({
  created: z.number().default(0),
  choices: z.array(Choice).min(1),
  usage: z
    .looseObject({ completion_tokens_details: z.looseObject({ reasoning_tokens: z.number().nullish() }).nullish() })
    .nullish(),
});

export function responseOf(
  chat: z.infer<typeof WholeChat>,
  question: Question,
  requestId: string,
  usage: TokenCount | null,
): object {
  const choice = chat.choices[0]!;
  const { content, tool_calls: calls } = choice.message;
  const status = statusOf(choice.finish_reason ?? null);
  const output: Item[] = [];
  const id = requestId.replace(/^req_/, "");
  const next = (kind: string) => ({ id: `${kind}_${id}_${output.length}`, status });
  const thought = thoughtOf(choice.message);
  if (thought !== "")
    output.push({ ...next("rs"), type: "reasoning", summary: [], content: [{ type: "reasoning_text", text: thought }] });
  if (content || !calls?.length) {
    const text = {
      type: "output_text" as const,
      text: content ?? "",
      annotations: [] as [],
      logprobs: logprobsOf(choice.logprobs),
    };
    output.push({ ...next("msg"), type: "message", role: "assistant", content: [text] });
  }
  for (const { id: callId, function: call } of calls ?? [])
    output.push({ ...next("fc"), type: "function_call", call_id: callId, name: call.name, arguments: call.arguments });
  const reasoningTokens = chat.usage?.completion_tokens_details?.reasoning_tokens ?? 0;
  return responseBody(`resp_${id}`, chat.created, question, {
    ...{ status, finish: choice.finish_reason ?? null, output, usage, reasoningTokens, error: null },
  });
}
