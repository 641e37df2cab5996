/** What a question may cost at most. Where a key has a limit on tokens or money this is a promise, so the engine is asked for no more. */
import { costOf, type KeySnapshot, type TokenPrice } from "../../contract/snapshot.ts";

/** The longest answer for such a key when the client names no maximum: enough for almost any, and not a whole long context each. */
export const usualAnswer = 4096;

export interface Wanted {
  /** Prompt tokens, guessed from its bytes. */
  prompt: number;
  /** Longest answer the client asks for, per choice; 0: it does not say. */
  answer: number;
  /** Answers asked for at once; 0 where no text is made (embeddings). */
  choices: number;
}
/** What holds for every deployment a route may lead to. */
export interface Ceiling {
  /** The dearest of each kind. */
  price: TokenPrice | null;
  /** The longest; infinite where one does not say. */
  contextTokens: number;
  /** By the route's policy; infinite where it says nothing. */
  answerTokens: number;
}
export interface Reserve {
  /** Prompt and all answers. */
  tokens: number;
  /** Nano-units. */
  cost: number;
  /** Longest answer, per choice, that the engine may be asked for; 0: as the client said, the reserve covers it. */
  bound: number;
}

export function reserveFor(wanted: Wanted, key: KeySnapshot, ceiling: Ceiling): Reserve {
  const context = ceiling.contextTokens;
  const prompt = Math.min(wanted.prompt, context);
  const alone = { prompt, completion: 0, cached: 0 };
  if (wanted.choices === 0) return { tokens: prompt, cost: costOf(ceiling.price, alone), bound: 0 };
  const bound = countsTokens(key) ? boundFor(wanted, key, ceiling) : 0;
  const each = bound > 0 ? bound : unboundAnswer(wanted, key, ceiling);
  const answers = wanted.choices * Math.min(each, context);
  // One answer and its prompt share the context; several answers have one each.
  const tokens = wanted.choices === 1 ? Math.min(prompt + answers, context) : prompt + answers;
  return { tokens, cost: costOf(ceiling.price, { ...alone, completion: tokens - prompt }), bound };
}

const countsTokens = ({ tokensPerMinute, budgets }: KeySnapshot) => tokensPerMinute !== null || budgets.length > 0;

function boundFor(
  { prompt, answer }: Wanted,
  { tokensPerMinute }: KeySnapshot,
  { contextTokens, answerTokens }: Ceiling,
): number {
  if (answer > 0) return Math.min(answer, answerTokens);
  const room = (tokensPerMinute ?? Number.POSITIVE_INFINITY) - prompt;
  const bound = Math.min(usualAnswer, answerTokens, room > 0 ? room : usualAnswer);
  // Some engines refuse a maximum that does not fit beside the prompt, whose length is only guessed here. Where it comes near,
  // nothing is said: the whole context is reserved, and no engine can give more.
  return prompt * 2 + bound <= contextTokens ? bound : 0;
}

function unboundAnswer({ answer }: Wanted, key: KeySnapshot, { contextTokens, answerTokens }: Ceiling): number {
  if (countsTokens(key)) return contextTokens;
  return Math.min(answer > 0 ? answer : usualAnswer, answerTokens);
}
