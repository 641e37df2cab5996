import type { Can, Gives } from "../../contract/deployment.ts";
import type { RouteSnapshot } from "../../contract/snapshot.ts";
import type { Problem } from "../openai/problem.ts";

/** Paths that are answered by engines, and what a deployment must give for each. */
export const answerPaths = {
  "/v1/chat/completions": "chat",
  "/v1/completions": "completions",
  "/v1/embeddings": "embeddings",
  "/v1/rerank": "rerank",
  "/v1/responses": "responses",
  "/v1/messages": "messages",
  "/v1/messages/count_tokens": "messages",
} as const satisfies Record<string, Gives>;
export type AnswerPath = keyof typeof answerPaths;

export type Fields = Record<string, unknown>;
/** Something the engine must be able to, and the field that asks for it. */
export interface Need {
  can: Can;
  param: string;
}
/** What came up while a question was read. */
export interface Notes {
  needs: Need[];
  /** Fields that go no further: said in the header x-sluice-ignored. */
  ignored: Set<string>;
  images: number;
  /** Of their text, which is many times longer than what a model makes of it. */
  imageBytes: number;
}
/** A question of one path, read and cleaned; `problem` is for the client. */
export type ReadFields = { ok: true; fields: Fields } | { ok: false; problem: Problem };

export interface Question {
  path: AnswerPath;
  route: RouteSnapshot;
  /** The public name as it was asked: an alias stays one in the answer. */
  model: string;
  /** What goes to the engine, but for its name of the model, the stream and the longest answer. */
  fields: Fields;
  /** What the client sent, as it was read. */
  asked: Fields;
  stream: boolean;
  wantsUsage: boolean;
  promptGuess: number;
  /** Longest answer in tokens, of each choice; 0 where nothing bounds it. */
  maxTokens: number;
  /** Answers to each prompt. */
  n: number;
  /** Answers in all: `n` to each prompt. */
  choices: number;
  needs: readonly Need[];
  ignored: readonly string[];
}

export const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
