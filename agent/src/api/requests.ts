import { Hono } from "hono";
import { z } from "zod";
import { GiveFeedback } from "../contract/usage.ts";
import { Page } from "../contract/word.ts";
import type { ExportFeedback } from "../services/requests/export-feedback.ts";
import type { FeedbackService } from "../services/requests/feedback.ts";
import type { Requests } from "../services/requests/requests.ts";
import { type ApiEnv, needs } from "./access.ts";
import { validBody, validQuery } from "./valid.ts";

/** "2xx", or one status: from, and below. */
const Status = z
  .string()
  .regex(/^[1-5](xx|\d\d)$/, "Give a status such as 429, or 2xx, 4xx, 5xx.")
  .transform((text): [number, number] => {
    const from = Number(text.replaceAll("x", "0"));
    return text.endsWith("xx") ? [from, from + 100] : [from, from + 1];
  });
const name = z.string().max(200);
const Query = Page.extend({
  after: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  key: name.optional(),
  route: name.optional(),
  deployment: name.optional(),
  status: Status.optional(),
  id: name.optional(),
});
const ExportQuery = z.object({ project: name });

export function requestRoutes(parts: { requests: Requests; feedback: FeedbackService; exportFeedback: ExportFeedback }) {
  const { requests, feedback } = parts;
  const give = async (...[actor, id, given]: Parameters<FeedbackService["give"]>) => {
    await feedback.give(actor, id, given);
    return requests.get(actor, id);
  };
  return new Hono<ApiEnv>()
    .get("/requests", needs("read"), async (c) => {
      const { limit, after, ...filter } = validQuery(c, Query);
      return c.json(await requests.list(c.var.actor, filter, { limit, after }));
    })
    .get("/requests/:id", needs("read"), async (c) => c.json(await requests.get(c.var.actor, c.req.param("id"))))
    .post("/requests/:id/feedback", needs("change"), async (c) =>
      c.json(await give(c.var.actor, c.req.param("id"), await validBody(c, GiveFeedback))),
    )
    .get("/feedback/export", needs("read"), async (c) => {
      const { project } = validQuery(c, ExportQuery);
      const { jsonl, rows, leftOut } = await parts.exportFeedback(c.var.actor, project);
      c.header("content-type", "application/jsonl; charset=utf-8");
      c.header("content-disposition", `attachment; filename="feedback-${project}.jsonl"`);
      c.header("x-sluice-rows", String(rows));
      c.header("x-sluice-left-out", String(leftOut));
      return c.body(jsonl);
    });
}
