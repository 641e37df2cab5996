/** A whole answer of an engine, as the client of its path gets it. */
import { z } from "zod";
import { parseJson } from "../../lib/parse-json.ts";
import { wholeAsAnthropic } from "../anthropic/as-anthropic.ts";
import type { Question } from "../questions/question.ts";
import { createLegacyLogprobs } from "./legacy-logprobs.ts";
import { responseOf, WholeChat } from "./response-of.ts";
import { rewriteModel } from "./rewrite-model.ts";
import { usageOf } from "./usage-of.ts";

/** Null when the engine's answer is none of the kind that was asked. */
export function putWhole(body: Buffer, question: Question, requestId: string): Buffer | null {
  const { path, model, fields, asked } = question;
  switch (path) {
    case "/v1/responses": {
      const chat = parseJson(body.toString("utf8"), WholeChat);
      return chat && json(responseOf(chat, question, requestId, usageOf(body)));
    }
    case "/v1/messages":
      return wholeAsAnthropic(body, model, requestId);
    case "/v1/messages/count_tokens":
      return body;
    case "/v1/completions":
      return fields.logprobs === undefined ? rewriteModel(body, model) : withLegacyLogprobs(body, model);
    case "/v1/embeddings":
      return fields.encoding_format === "base64" && isFloats(body) ? inBase64(body, model) : rewriteModel(body, model);
    case "/v1/rerank":
      return asked.return_documents === true ? withDocuments(body, question) : rewriteModel(body, model);
    default:
      return rewriteModel(body, model);
  }
}

const json = (value: object): Buffer => Buffer.from(JSON.stringify(value));

const Completion = z.looseObject({ choices: z.array(z.looseObject({ index: z.number() })) });
function withLegacyLogprobs(body: Buffer, model: string): Buffer | null {
  const completion = parseJson(body.toString("utf8"), Completion);
  return completion && json({ ...completion, choices: completion.choices.map(createLegacyLogprobs()), model });
}

const embedding = Buffer.from('"embedding"');
/** Many engines know floats only; OpenAI's clients ask for base64 unless told otherwise. */
function isFloats(body: Buffer): boolean {
  // The field itself and not `"object":"embedding"`: a list follows.
  for (let at = body.indexOf(embedding); at !== -1; at = body.indexOf(embedding, at + 1)) {
    if (/^\s*:\s*\[/.test(body.toString("latin1", at + embedding.length, at + embedding.length + 20))) return true;
  }
  return false;
}
const Embeddings = z.looseObject({ data: z.array(z.looseObject({ embedding: z.array(z.number()) })) });
function inBase64(body: Buffer, model: string): Buffer | null {
  const answer = parseJson(body.toString("utf8"), Embeddings);
  const coded = (values: number[]) => Buffer.from(new Float32Array(values).buffer).toString("base64");
  return answer && json({ ...answer, model, data: answer.data.map((one) => ({ ...one, embedding: coded(one.embedding) })) });
}

const Ranking = z.looseObject({ results: z.array(z.looseObject({ index: z.number().int() })) });
function withDocuments(body: Buffer, { model, fields }: Question): Buffer | null {
  const answer = parseJson(body.toString("utf8"), Ranking);
  const texts = fields.documents as string[];
  const results = answer?.results.map((one) => ({ ...one, document: { text: texts[one.index] ?? "" } }));
  return answer && json({ ...answer, model, results });
}
