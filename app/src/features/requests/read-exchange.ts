/** What was asked and answered, as messages a person can read, whatever API it came through. Pure. */
export interface Said {
  role: string;
  text: string;
}
interface Reading {
  asked: Said[];
  answered: string | null;
}

export function readExchange(exchange: { request: unknown; answer: unknown }): Reading {
  return { asked: askedIn(exchange.request), answered: answeredIn(exchange.answer) };
}

/** Chat and Anthropic (`messages`, `system`), responses (`input`, `instructions`), completions (`prompt`), embeddings (`input`). */
function askedIn(request: unknown): Said[] {
  if (!isRecord(request)) return typeof request === "string" ? [{ role: "user", text: request }] : [];
  const before = ["system", "instructions"].flatMap((name) => {
    const text = textOf(request[name]);
    return text === null ? [] : [{ role: "system", text }];
  });
  const said = request.messages ?? request.input ?? request.prompt ?? request.query;
  return [...before, ...messagesOf(said)];
}

function messagesOf(said: unknown): Said[] {
  if (!Array.isArray(said)) {
    const text = textOf(said);
    return text === null ? [] : [{ role: "user", text }];
  }
  return said.flatMap((one): Said[] => {
    if (typeof one === "string") return [{ role: "user", text: one }];
    if (!isRecord(one)) return [];
    const text = textOf(one.content) ?? (one.tool_calls === undefined ? null : JSON.stringify(one.tool_calls));
    return text === null ? [] : [{ role: typeof one.role === "string" ? one.role : "user", text }];
  });
}

function answeredIn(answer: unknown): string | null {
  if (typeof answer === "string") return answer;
  if (!isRecord(answer)) return null;
  const choice = Array.isArray(answer.choices) ? answer.choices[0] : undefined;
  if (isRecord(choice)) {
    if (typeof choice.text === "string") return choice.text;
    if (isRecord(choice.message)) return textOf(choice.message.content) ?? toolCalls(choice.message);
  }
  // Responses: `output` holds messages with parts; Anthropic: `content` holds parts.
  if (Array.isArray(answer.output)) return joined(answer.output.map((one) => (isRecord(one) ? textOf(one.content) : null)));
  return textOf(answer.content) ?? textOf(answer.text);
}

const toolCalls = (message: Record<string, unknown>): string | null =>
  message.tool_calls === undefined ? null : JSON.stringify(message.tool_calls, null, 2);

/** Text as it is, or the texts of its parts; what is no text (an image) is named. */
function textOf(content: unknown): string | null {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return null;
  return joined(
    content.map((part) => {
      if (typeof part === "string") return part;
      if (!isRecord(part)) return null;
      if (typeof part.text === "string") return part.text;
      return typeof part.type === "string" ? `[${part.type}]` : null;
    }),
  );
}

function joined(texts: (string | null)[]): string | null {
  const some = texts.filter((text) => text !== null);
  return some.length === 0 ? null : some.join("\n");
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
