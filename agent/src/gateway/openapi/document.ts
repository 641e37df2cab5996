/** GET /openapi.json: OpenAPI 3.1 of everything under /v1. */
import { z } from "zod";
import { CreateFineTune } from "../../contract/fine-tune.ts";
import { type SchemaName, schemas } from "./schemas.ts";

type Schema = Record<string, unknown>;
const ref = (name: SchemaName): Schema => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: Schema) => ({ "application/json": { schema } });

/** What any request may meet, whatever it asks. */
function refusals(error: SchemaName) {
  const why: [string, string][] = [
    ["400", "The request is wrong; the message says what to do."],
    ["401", "No key, or one that does not work (any more)."],
    ["403", "This key may not ask this, or not from there."],
    ["404", "There is no such model, object or address."],
    ["405", "This address does not answer this method."],
    ["408", "The body took too long to arrive."],
    ["409", "The object is not in a state for that."],
    ["413", "The body is too large."],
    ["429", "A limit or budget of the key; Retry-After says when to come back."],
    ["503", "The model cannot answer now; Retry-After, state, progress and ETA say more."],
  ];
  return Object.fromEntries(why.map(([status, description]) => [status, { description, content: json(ref(error)) }]));
}

interface Operation {
  summary: string;
  body?: Schema | SchemaName;
  answer: SchemaName;
  /** It can also answer as server-sent events. */
  streams?: boolean;
  error?: SchemaName;
  query?: string[];
}

function operation(path: string, { summary, body, answer, streams, error = "Error", query = [] }: Operation) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = query.map((name) => ({ name, in: "query", required: false, schema: { type: "string" } }));
  const stream = streams ? { "text/event-stream": { schema: { type: "string" } } } : {};
  return {
    summary,
    ...(inPath.length + inQuery.length > 0 ? { parameters: [...inPath, ...inQuery] } : {}),
    ...(body
      ? { requestBody: { required: true, content: json(typeof body === "string" ? ref(body as SchemaName) : body) } }
      : {}),
    responses: {
      "200": { description: "The answer.", content: { ...json(ref(answer)), ...stream } },
      ...refusals(error),
    },
  };
}

const page = ["after", "limit"];
const fineTune = z.toJSONSchema(CreateFineTune, { io: "input", unrepresentable: "any" }) as Schema;
const operations: Record<string, Record<string, Operation>> = {
  "/v1/models": { get: { summary: "The models this key may ask.", answer: "Models" } },
  "/v1/models/{model}": {
    get: { summary: "One of them.", answer: "Thing" },
    delete: { summary: "Take away a fine-tuned model.", answer: "Thing" },
  },
  "/v1/chat/completions": { post: { summary: "Chat.", body: "Chat", answer: "ChatAnswer", streams: true } },
  "/v1/completions": { post: { summary: "Text completion.", body: "Completion", answer: "CompletionAnswer", streams: true } },
  "/v1/embeddings": { post: { summary: "Embeddings.", body: "Embedding", answer: "EmbeddingAnswer" } },
  "/v1/rerank": { post: { summary: "Documents by how well they answer a query.", body: "Rerank", answer: "RerankAnswer" } },
  "/v1/responses": { post: { summary: "OpenAI's Responses.", body: "Response", answer: "ResponseAnswer", streams: true } },
  "/v1/messages": {
    post: { summary: "Anthropic's Messages.", body: "Message", answer: "MessageAnswer", streams: true, error: "AnthropicError" },
  },
  "/v1/files": { get: { summary: "Files.", answer: "Page", query: ["purpose", "order", ...page] } },
  "/v1/files/{file_id}": {
    get: { summary: "A file.", answer: "Thing" },
    delete: { summary: "Delete it.", answer: "Thing" },
  },
  "/v1/fine_tuning/jobs": {
    get: { summary: "Fine-tuning jobs.", answer: "Page", query: page },
    post: { summary: "Fine-tune a model on a file.", body: fineTune, answer: "Thing" },
  },
  "/v1/fine_tuning/jobs/{job_id}": { get: { summary: "A fine-tuning job.", answer: "Thing" } },
  "/v1/fine_tuning/jobs/{job_id}/cancel": { post: { summary: "Stop it for good.", answer: "Thing" } },
  "/v1/fine_tuning/jobs/{job_id}/pause": { post: { summary: "Let go of its card after a checkpoint.", answer: "Thing" } },
  "/v1/fine_tuning/jobs/{job_id}/resume": { post: { summary: "Go on from there.", answer: "Thing" } },
  "/v1/fine_tuning/jobs/{job_id}/events": { get: { summary: "What happened to it.", answer: "Page", query: page } },
  "/v1/fine_tuning/jobs/{job_id}/checkpoints": { get: { summary: "Its checkpoints.", answer: "Page", query: page } },
};

export function openApiDocument(): string {
  const paths = Object.entries(operations).map(([path, verbs]) => {
    return [path, Object.fromEntries(Object.entries(verbs).map(([verb, asked]) => [verb, operation(path, asked)]))];
  });
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Sluice", version: "1", description: "OpenAI-compatible API of this box. Keys are made in its console." },
    security: [{ key: [] }],
    paths: Object.fromEntries(paths),
    components: { schemas, securitySchemes: { key: { type: "http", scheme: "bearer" } } },
  });
}
