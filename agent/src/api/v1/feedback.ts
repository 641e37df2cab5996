/** `POST /v1/feedback`: a thumb or a correction of a program's user, with the request id the answer carried (`x-request-id`). */
import { Hono } from "hono";
import { z } from "zod";
import { GiveFeedback } from "../../contract/usage.ts";
import { unixSeconds } from "../../lib/unix-seconds.ts";
import type { FeedbackService } from "../../services/requests/feedback.ts";
import { type ApiEnv, needs } from "../access.ts";
import { validBody } from "../valid.ts";

const Body = GiveFeedback.extend({ request_id: z.string().min(1).max(200) });

export function feedbackRoutes(feedback: FeedbackService) {
  return new Hono<ApiEnv>().post("/feedback", needs("change"), async (c) => {
    const { request_id, ...given } = await validBody(c, Body);
    const kept = await feedback.give(c.var.actor, request_id, given);
    if (kept === null) return c.json({ object: "feedback", request_id, deleted: true });
    const { rating, correction, comment, at } = kept;
    return c.json({ object: "feedback", request_id, rating, correction, comment, created_at: unixSeconds(at) });
  });
}
