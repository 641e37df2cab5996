/** What the fake says, and how it counts: honest enough for tests, clearly nobody's model. */

export const countTokens = (text) => Math.max(1, Math.ceil(text.length / 4));

/** The text of a message or content block list, of OpenAI's or Anthropic's shape. */
export function textOf(content) {
  if (content === null || content === undefined) return "";
  if (typeof content === "string") return content;
  return content.map((part) => part.text ?? (part.type === "tool_result" ? textOf(part.content) : `[${part.type}]`)).join(" ");
}

export function promptText(body) {
  const system = textOf(body.system);
  const messages = (body.messages ?? []).map((message) => textOf(message.content));
  return [system, ...messages, String(body.prompt ?? "")].filter((text) => text !== "").join("\n");
}

/** A value of the schema: the first of each choice, a word that names the field elsewhere. */
export function sampleOf(schema, name = "value") {
  if (schema?.enum) return schema.enum[0];
  if (schema?.const !== undefined) return schema.const;
  if (schema?.anyOf) return sampleOf(schema.anyOf[0], name);
  const type = Array.isArray(schema?.type) ? schema.type[0] : schema?.type;
  if (type === "object" || schema?.properties) {
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, sampleOf(inner, key)]));
  }
  if (type === "array") return [sampleOf(schema.items, name)];
  if (type === "number" || type === "integer") return 1;
  if (type === "boolean") return true;
  return type === "null" ? null : `fake ${name}`;
}

/** The tool it calls: the one it is told to, or the first, once per question. Null: it answers in words. */
export function calledTool(tools, choice, isAnswered) {
  if (!tools?.length || isAnswered || choice === "none" || choice?.type === "none") return null;
  const wanted = choice?.function?.name ?? (choice?.type === "tool" ? choice.name : undefined);
  return tools.find((tool) => (tool.function ?? tool).name === wanted) ?? tools[0];
}

/** Words with the space before them, as tokens come. */
export const wordsOf = (text) => text.split(" ").map((word, at) => (at === 0 ? word : ` ${word}`));

export function answerWords(alias, asked, schema, most) {
  const words = schema ? wordsOf(JSON.stringify(sampleOf(schema))) : wordsOf(`This is a fake answer of ${alias} to: ${asked}`);
  return { words: words.slice(0, most ?? words.length), isCut: most !== undefined && most !== null && most < words.length };
}

/** A text as numbers: each word moves one of 64 of them, so texts with the same words lie near each other. Length 1. */
export function embed(text) {
  const values = new Array(64).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [""]) {
    let hash = 2166136261;
    for (const char of word) hash = Math.imul(hash ^ char.codePointAt(0), 16777619);
    values[(hash >>> 0) % 64] += 1;
  }
  const length = Math.hypot(...values) || 1;
  return values.map((value) => value / length);
}
export const likeness = (a, b) => a.reduce((sum, value, at) => sum + value * b[at], 0);
