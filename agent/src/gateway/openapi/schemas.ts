/** The bodies of the inference API as JSON Schema: what this gateway itself looks at. Engines take more sampling fields than are named here. */

type Schema = Record<string, unknown>;
const object = (properties: Record<string, Schema>, required: string[] = []): Schema => ({
  type: "object",
  properties,
  required,
});
const array = (items: Schema, more: Schema = {}): Schema => ({ type: "array", items, ...more });
const text: Schema = { type: "string" };
const whole: Schema = { type: "integer", minimum: 0 };
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: "null" }] });
const positive: Schema = { type: "integer", minimum: 1 };

const model: Schema = { type: "string", minLength: 1, description: "A public name from GET /v1/models." };
const sampling = {
  stream: { type: "boolean" },
  temperature: { type: "number", minimum: 0, maximum: 2 },
  top_p: { type: "number", exclusiveMinimum: 0, maximum: 1 },
  seed: { type: "integer" },
  stop: { anyOf: [text, array(text)] },
};
const messages = array(object({ role: { enum: ["system", "user", "assistant"] }, content: text }, ["role", "content"]), {
  minItems: 1,
});

export const schemas = {
  Error: object(
    {
      error: object({ message: text, type: text, param: orNull(text), code: orNull(text) }, ["message", "type", "param", "code"]),
    },
    ["error"],
  ),
  AnthropicError: object({ type: { const: "error" }, error: object({ type: text, message: text }, ["type", "message"]) }, [
    ...["type", "error"],
  ]),
  Models: object(
    {
      object: { const: "list" },
      data: array(object({ id: text, object: { const: "model" }, created: whole, owned_by: text }, ["id"])),
    },
    ["object", "data"],
  ),
  Chat: object({ model, messages, max_tokens: positive, max_completion_tokens: positive, ...sampling }, ["model", "messages"]),
  ChatAnswer: object({ id: text, object: { const: "chat.completion" }, choices: array({ type: "object" }) }, [
    "object",
    "choices",
  ]),
  Completion: object({ model, prompt: text, max_tokens: positive, ...sampling }, ["model", "prompt"]),
  CompletionAnswer: object({ object: { const: "text_completion" }, choices: array({ type: "object" }) }, ["choices"]),
  Embedding: object(
    { model, input: { anyOf: [text, array(text, { minItems: 1 })] }, encoding_format: { enum: ["float", "base64"] } },
    [...["model", "input"]],
  ),
  EmbeddingAnswer: object({ object: { const: "list" }, data: array({ type: "object" }) }, ["data"]),
  Rerank: object({ model, query: text, documents: array(text, { minItems: 1 }), top_n: positive }, [
    "model",
    "query",
    "documents",
  ]),
  RerankAnswer: object({ results: array({ type: "object" }) }, ["results"]),
  Response: object({ model, input: text, instructions: text, max_output_tokens: positive, stream: { type: "boolean" } }, [
    ...["model", "input"],
  ]),
  ResponseAnswer: object({ object: { const: "response" }, output: array({ type: "object" }) }, ["output"]),
  Message: object({ model, max_tokens: positive, system: text, stream: { type: "boolean" }, messages }, [
    ...["model", "max_tokens", "messages"],
  ]),
  MessageAnswer: object({ type: { const: "message" }, content: array({ type: "object" }) }, ["type", "content"]),
  Page: object({ object: text, data: array({ type: "object" }), has_more: { type: "boolean" } }, ["object", "data"]),
  Thing: { type: "object" },
} satisfies Record<string, Schema>;
export type SchemaName = keyof typeof schemas;
