/** A body as a question: what may go to an engine, what must be able to answer it, how long and dear it may become. */
import { isUtf8 } from "node:buffer";
import type { RouteSnapshot } from "../../contract/snapshot.ts";
import { applySystemPrompt, boundOf } from "../questions/apply-policy.ts";
import { jsonTrouble } from "../questions/check-json.ts";
import { keepKnown } from "../questions/keep-known.ts";
import { type AnswerPath, answerPaths, type Fields, isObject, type Notes, type Question } from "../questions/question.ts";
import { readChat } from "../questions/read-chat.ts";
import { readMessages } from "../questions/read-messages.ts";
import { readResponse } from "../questions/read-response.ts";
import { readCompletion, readInput, readRanking } from "../questions/read-texts.ts";
import { badRequest, noSuchModel, type Problem } from "./problem.ts";

type Read = { ok: true; question: Question } | { ok: false; problem: Problem };
/** What an image costs a model at most, about. */
const imageTokens = 1500;

export function readQuestion(path: AnswerPath, bytes: Buffer, routes: ReadonlyMap<string, RouteSnapshot>): Read {
  const body = parseObject(bytes);
  if (!body.ok) return body;
  const asked = body.value;
  if (typeof asked.model !== "string" || asked.model === "") {
    return no(badRequest("'model' is missing: send the name of a model of this box as a string.", "model"));
  }
  const notes: Notes = { needs: [], ignored: new Set(), images: 0, imageBytes: 0 };
  const kept = keepKnown(path, asked, notes);
  if (!kept.ok) return kept;
  const route = routes.get(asked.model);
  if (!route) return no(noSuchModel(asked.model));
  const read = readFields(path, asked, kept.fields, notes);
  if ("problem" in read) return no(read.problem);
  const { fields, prompts } = read;
  const refused = applySystemPrompt(answerPaths[path], fields, route.policy, asked.model);
  if (refused) return no(refused);
  const n = (fields.n as number | undefined) ?? 1;
  const isCounting = path === "/v1/messages/count_tokens";
  const gives = answerPaths[path];
  const isShort = isCounting || gives === "embeddings" || gives === "rerank";
  const longest = asked.max_completion_tokens ?? asked.max_tokens ?? asked.max_output_tokens;
  const options = asked.stream_options as Fields | null | undefined;
  const question: Question = {
    path,
    route,
    model: asked.model,
    fields,
    asked,
    stream: !isShort && asked.stream === true,
    wantsUsage: options?.include_usage === true,
    promptGuess: isCounting ? 0 : Math.ceil((bytes.length - notes.imageBytes) / 4) + notes.images * imageTokens,
    maxTokens: isShort ? 0 : boundOf(longest, route.policy),
    n,
    choices: n * prompts,
    needs: notes.needs,
    ignored: notes.ignored.size === 0 ? none : [...notes.ignored],
  };
  return { ok: true, question };
}
const none: readonly string[] = [];

function readFields(
  path: AnswerPath,
  asked: Fields,
  fields: Fields,
  notes: Notes,
): { fields: Fields; prompts: number } | { problem: Problem } {
  let problem: Problem | null = null;
  switch (path) {
    case "/v1/chat/completions":
      problem = readChat(fields, notes);
      break;
    case "/v1/completions": {
      const read = readCompletion(fields, notes);
      return "problem" in read ? read : { fields, prompts: read.prompts };
    }
    case "/v1/responses": {
      const read = readResponse(asked, fields, notes);
      return read.ok ? { fields: read.fields, prompts: 1 } : read;
    }
    case "/v1/embeddings":
      problem = readInput(fields);
      break;
    case "/v1/rerank":
      problem = readRanking(fields);
      break;
    default:
      problem = readMessages(fields, notes, path === "/v1/messages" && typeof asked.max_tokens !== "number");
  }
  return problem ? { problem } : { fields, prompts: 1 };
}

function parseObject(bytes: Buffer): { ok: true; value: Fields } | { ok: false; problem: Problem } {
  if (!isUtf8(bytes)) return no(badRequest("The body is not UTF-8 text."));
  const text = bytes.toString("utf8");
  const trouble = jsonTrouble(text);
  if (trouble) return no(badRequest(`The body ${trouble}`));
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return { ok: true, value };
    return no(badRequest('The body must be a JSON object like {"model": …, "messages": […]}.'));
  } catch (error) {
    return no(badRequest(`The body is not valid JSON: ${(error as Error).message.slice(0, 200)}`));
  }
}

const no = (problem: Problem) => ({ ok: false as const, problem });
