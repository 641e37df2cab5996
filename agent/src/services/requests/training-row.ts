/** A kept request and what it should have been answered, as a row of a chat dataset: what the importer takes. */
import { z } from "zod";
import type { KeptExchange } from "./read-exchange.ts";

export interface TrainingRow {
  messages: { role: "system" | "user" | "assistant"; content: string }[];
}
const Part = z.object({ type: z.enum(["text", "input_text", "output_text"]), text: z.string() });
const Content = z.union([z.string(), z.array(Part).transform((parts) => parts.map(({ text }) => text).join(""))]);
const Message = z.object({ role: z.enum(["system", "developer", "user", "assistant"]), content: Content });
const Chat = z.object({ messages: z.array(Message).min(1) });
const Anthropic = Chat.extend({ system: Content.optional() });
const Responses = z.object({ instructions: z.string().nullish(), input: z.union([z.string(), z.array(Message).min(1)]) });
const Completions = z.object({ prompt: z.string() });

/** Null: it holds more than text (tools, images), or is no conversation. */
export function trainingRow(path: string, asked: Pick<KeptExchange, "request" | "system">, answer: string): TrainingRow | null {
  const messages = messagesOf(path, asked.request)?.map(({ role, content }) => {
    return { role: role === "developer" ? ("system" as const) : role, content };
  });
  if (!messages?.some(({ role }) => role === "user") || answer === "") return null;
  // A raw text has no place for the route's system prompt: the model never saw it.
  const system = path === "/v1/completions" ? null : asked.system;
  return { messages: [...withSystem(messages, system), { role: "assistant", content: answer }] };
}

/** As the gateway puts it before the question: one system message, not two, which many chat templates refuse. */
function withSystem(messages: TrainingRow["messages"], system: string | null): TrainingRow["messages"] {
  if (system === null) return messages;
  const [first, ...rest] = messages;
  if (first?.role !== "system") return [{ role: "system", content: system }, ...messages];
  return [{ role: "system", content: `${system}\n\n${first.content}` }, ...rest];
}

function messagesOf(path: string, request: unknown): z.infer<typeof Message>[] | null {
  if (path === "/v1/chat/completions") return Chat.safeParse(request).data?.messages ?? null;
  if (path === "/v1/messages") {
    const asked = Anthropic.safeParse(request).data;
    return asked ? [...systemOf(asked.system), ...asked.messages] : null;
  }
  if (path === "/v1/responses") {
    const asked = Responses.safeParse(request).data;
    if (!asked) return null;
    const turns = typeof asked.input === "string" ? [{ role: "user" as const, content: asked.input }] : asked.input;
    return [...systemOf(asked.instructions ?? undefined), ...turns];
  }
  const prompt = path === "/v1/completions" ? Completions.safeParse(request).data?.prompt : undefined;
  return prompt === undefined ? null : [{ role: "user", content: prompt }];
}
const systemOf = (content: string | undefined) => (content === undefined ? [] : [{ role: "system" as const, content }]);

const Answers = z.union([
  z
    .object({ choices: z.tuple([z.object({ message: z.object({ content: z.string() }) })], z.unknown()) })
    .transform(({ choices }) => choices[0].message.content),
  z.object({ choices: z.tuple([z.object({ text: z.string() })], z.unknown()) }).transform(({ choices }) => choices[0].text),
  z.object({ content: z.array(Part) }).transform(({ content }) => content.map(({ text }) => text).join("")),
  z
    .object({ output: z.array(z.object({ type: z.literal("message"), content: z.array(Part) })) })
    .transform(({ output }) => output.flatMap(({ content }) => content.map(({ text }) => text)).join("")),
  z.object({ text: z.string() }).transform(({ text }) => text),
]);
/** What was answered, in words; null where it was more than words (a tool called), or nothing. */
export const answerText = (answer: unknown): string | null => Answers.safeParse(answer).data ?? null;
