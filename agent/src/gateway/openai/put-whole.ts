/** A whole answer of an engine, as the client of its path gets it. */
import { z } from "zod";
import { parseJson } from "../../lib/parse-json.ts";
import { wholeAsAnthropic } from "../anthropic/as-anthropic.ts";
import { type Latin1, latin1Of, textOf } from "../latin1.ts";
import type { Question } from "../questions/question.ts";
import { createLegacyLogprobs } from "./legacy-logprobs.ts";
import { responseOf, WholeChat } from "./response-of.ts";
import { rewriteModel } from "./rewrite-model.ts";
import { usageOf } from "./usage-of.ts";

/** Null when the engine's answer is none of the kind that was asked. */
export function putWhole(body: Latin1, question: Question, requestId: string): Latin1 | null {
  const { path, model, fields, asked } = question;
  switch (path) {
    case "/v1/responses": {
      const chat = parseJson(textOf(body), WholeChat);
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

const json = (value: object): Latin1 => latin1Of(JSON.stringify(value));

const Completion = z.looseObject({ choices: z.array(z.looseObject({ index: z.number() })) });
function withLegacyLogprobs(body: Latin1, model: string): Latin1 | null {
  const completion = parseJson(textOf(body), Completion);
  return completion && json({ ...completion, choices: completion.choices.map(createLegacyLogprobs()), model });
}

const embedding = '"embedding"';
/** Many engines know floats only; OpenAI's clients ask for base64 unless told otherwise. */
function isFloats(body: Latin1): boolean {
  // The field itself and not `"object":"embedding"`: a list follows.
  for (let at = body.indexOf(embedding); at !== -1; at = body.indexOf(embedding, at + 1)) {
    if (/^\s*:\s*\[/.test(body.slice(at + embedding.length, at + embedding.length + 20))) return true;
  }
  return false;
}
const Embeddings = z.looseObject({ data: z.array(z.looseObject({ embedding: z.array(z.number()) })) });
function inBase64(body: Latin1, model: string): Latin1 | null {
  const answer = parseJson(textOf(body), Embeddings);
  const coded = (values: number[]) => Buffer.from(new Float32Array(values).buffer).toString("base64");
  return answer && json({ ...answer, model, data: answer.data.map((one) => ({ ...one, embedding: coded(one.embedding) })) });
}

const Ranking = z.looseObject({ results: z.array(z.looseObject({ index: z.number().int() })) });
function withDocuments(body: Latin1, { model, fields }: Question): Latin1 | null {
  const answer = parseJson(textOf(body), Ranking);
  const texts = fields.documents as string[];
  const results = answer?.results.map((one) => ({ ...one, document: { text: texts[one.index] ?? "" } }));
  return answer && json({ ...answer, model, results });
}
