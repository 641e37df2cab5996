/** The house's errors in OpenAI's shape, which their clients turn into typed exceptions. */
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import { isRetryable, type SluiceError } from "../../contract/error.ts";
import type { Logger } from "../../lib/logger.ts";
import { asSluiceError, unforeseen } from "../errors.ts";

/**
 * What a service may say in `details` for these clients: `param` names the field, `code` is OpenAI's own word where theirs is known.
 * `valid.ts` says `problems`; the first one's path is the field.
 */
const Details = z.object({
  param: z.string().optional(),
  code: z.string().optional(),
  problems: z.array(z.object({ path: z.string() })).optional(),
});

export function answerOpenAiError(error: unknown, c: Context, logger: Logger) {
  const known = asSluiceError(error) ?? unforeseen(error, c, logger).answer;
  const retryable = isRetryable(known.code);
  if (retryable) c.header("retry-after", "5");
  // Their clients try 409 and every 5xx again by themselves, and would send a file of gigabytes again to a full disk.
  else c.header("x-should-retry", "false");
  if (known.status === 401) c.header("www-authenticate", "Bearer");
  return c.json(openAiBody(known), known.status as ContentfulStatusCode);
}

export function openAiBody(error: SluiceError) {
  const details = Details.safeParse(error.details).data ?? {};
  return {
    error: {
      message: error.hint ? `${error.message} ${error.hint}` : error.message,
      type: typeOf(error.status),
      param: details.param ?? (details.problems?.[0]?.path || null),
      code: details.code ?? error.code.replaceAll("-", "_"),
    },
  };
}

function typeOf(status: number): string {
  if (status === 403) return "permission_error";
  if (status === 429) return "rate_limit_error";
  return status >= 500 ? "server_error" : "invalid_request_error";
}
