/** The one place an error becomes an answer. What we did not foresee gets an id and goes to the log whole; the client sees no inside. */
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { isRetryable, SluiceError } from "../contract/error.ts";
import type { Logger } from "../lib/logger.ts";
import { newId } from "../lib/new-id.ts";

export function answerError(error: unknown, c: Context, logger: Logger) {
  const known = asSluiceError(error);
  if (known) {
    if (isRetryable(known.code)) c.header("retry-after", "5");
    return c.json(known.toBody(), known.status as ContentfulStatusCode);
  }
  const { id, answer } = unforeseen(error, c, logger);
  return c.json(answer.toBody(id), 500);
}

/** To the log with an id; the client gets the id. */
export function unforeseen(error: unknown, c: Context, logger: Logger): { id: string; answer: SluiceError } {
  const id = newId("err");
  logger.error({ id, err: error, method: c.req.method, path: c.req.path }, "unforeseen error");
  const answer = new SluiceError("internal", "Something went wrong inside the box.", {
    hint: `Look for ${id} in the agent's log (./sluice logs).`,
  });
  return { id, answer };
}

export function asSluiceError(error: unknown): SluiceError | null {
  if (error instanceof SluiceError && error.code !== "internal") return error;
  if ((error as NodeJS.ErrnoException | null)?.code === "ENOSPC") {
    return new SluiceError("disk-full", "The disk of the box is full.", {
      hint: "Delete old jobs or datasets, then try again.",
      cause: error,
    });
  }
  return null;
}
