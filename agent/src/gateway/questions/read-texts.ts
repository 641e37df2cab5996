/** Questions that are texts: raw completions, texts to embed, results to rank. */
import { badRequest, type Problem } from "../openai/problem.ts";
import { type Fields, isObject, type Notes } from "./question.ts";

const maxTexts = 2048;
const isTokens = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((one) => Number.isSafeInteger(one) && one >= 0);
const isTokensOrText = (value: unknown): boolean => typeof value === "string" || isTokens(value);

/** A text, tokens, or a list of either: how many. Null when it is something else (engines take objects here that name files). */
function textCount(value: unknown): number | null {
  if (isTokensOrText(value)) return 1;
  if (!Array.isArray(value) || value.length === 0 || value.length > maxTexts) return null;
  return value.every(isTokensOrText) ? value.length : null;
}
const texts = `a string, an array of token ids, or an array of at most ${maxTexts} of either`;

export function readCompletion(fields: Fields, notes: Notes): { problem: Problem } | { prompts: number } {
  const prompts = textCount(fields.prompt);
  if (prompts === null) return { problem: badRequest(`'prompt' must be ${texts}.`, "prompt") };
  if (fields.logprobs !== undefined) notes.needs.push({ can: "logprobs", param: "logprobs" });
  return { prompts };
}

export function readInput(fields: Fields): Problem | null {
  const isEmpty = fields.input === "" || (Array.isArray(fields.input) && fields.input.includes(""));
  if (textCount(fields.input) !== null && !isEmpty) return null;
  return badRequest(`'input' must be ${texts}, none of them empty.`, "input");
}

/** Documents may be strings or objects with a text: engines agree on strings only. */
export function readRanking(fields: Fields): Problem | null {
  if (fields.query === undefined) return badRequest("'query' is missing.", "query");
  const { documents } = fields;
  if (!Array.isArray(documents) || documents.length === 0 || documents.length > maxTexts)
    return badRequest(`'documents' must be an array of 1 to ${maxTexts} texts.`, "documents");
  const list = documents.map((one) => (isObject(one) ? one.text : one));
  const bad = list.findIndex((one) => typeof one !== "string");
  if (bad !== -1) return badRequest(`'documents[${bad}]' must be a string, or an object with a 'text'.`, `documents[${bad}]`);
  fields.documents = list;
  return null;
}
