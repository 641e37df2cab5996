/** Log probabilities of the completions API are lists side by side; llama.cpp gives them as a chat does, one object per token. */
import { z } from "zod";

const Token = z.looseObject({ token: z.string(), logprob: z.number() });
const PerToken = z.looseObject({ content: z.array(Token.extend({ top_logprobs: z.array(Token).nullish() })) });
type Choice = { index: number; logprobs?: unknown };
export type LegacyLogprobs = <C extends Choice>(choice: C) => C;

/** For one answer, of a stream chunk by chunk: where each token stands in the text is counted on per choice. */
export function createLegacyLogprobs(): LegacyLogprobs {
  const offsets = new Map<number, number>();
  return (choice) => {
    const read = PerToken.safeParse(choice.logprobs);
    if (!read.success) return choice;
    const { content } = read.data;
    const logprobs = {
      text_offset: content.map(({ token }) => {
        const at = offsets.get(choice.index) ?? 0;
        offsets.set(choice.index, at + token.length);
        return at;
      }),
      tokens: content.map(({ token }) => token),
      token_logprobs: content.map(({ logprob }) => logprob),
      top_logprobs: content.map(({ top_logprobs: top }) =>
        Object.fromEntries((top ?? []).map(({ token, logprob }) => [token, logprob])),
      ),
    };
    return { ...choice, logprobs };
  };
}
