/** What a field's value may be. Light on purpose: who asked gets a sentence instead of an engine's type error; ranges are the engine's. */
import { isObject } from "./question.ts";

/** How the sentence "'field' …" goes on when the value is wrong; null when it is fine. */
export type Rule = (value: unknown) => string | null;

const that =
  (is: (value: unknown) => boolean, otherwise: string): Rule =>
  (value) =>
    is(value) ? null : otherwise;

export const number = that((value) => typeof value === "number" && Number.isFinite(value), "must be a number.");
export const whole = that((value) => Number.isSafeInteger(value), "must be a whole number.");
export const flag = that((value) => typeof value === "boolean", "must be true or false.");
export const text = that((value) => typeof value === "string", "must be a string.");
export const object = that(isObject, "must be an object.");
export const list = that(Array.isArray, "must be an array.");
export const anything: Rule = () => null;

export const between = (least: number, most: number) =>
  that(
    (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
    `must be a whole number from ${least} to ${most}.`,
  );
export const oneOf = (...words: string[]) =>
  that((value) => words.includes(value as string), `must be one of ${words.join(", ")}.`);
const isTexts = (value: unknown) => Array.isArray(value) && value.length <= 64 && value.every((one) => typeof one === "string");
export const texts = that(isTexts, "must be an array of at most 64 strings.");
export const textOrTexts = that(
  (value) => typeof value === "string" || isTexts(value),
  "must be a string or at most 64 of them.",
);
/** Token ids with a number each. */
export const biases = that(
  (value) => isObject(value) && Object.entries(value).every(([id, bias]) => /^\d{1,9}$/.test(id) && typeof bias === "number"),
  "must be an object of token ids with a number each.",
);
/** A length of an answer: no engine gives more, and 0 or -1 would mean anything to anyone. */
export const length = between(1, 10_000_000);
