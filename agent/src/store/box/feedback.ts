import { Feedback } from "../../contract/usage.ts";
import type { BoxDb } from "./client.ts";
import { moment } from "./column.ts";
import type { Feedback as FeedbackRow } from "./generated/client.ts";

export type FeedbackStore = ReturnType<typeof createFeedbackStore>;
/** `log` and `path`: where request and answer lie, and of which kind they are. */
export type FeedbackRecord = Feedback & { projectId: string; log: string; path: string };

const toFeedback = (row: FeedbackRow): FeedbackRecord => ({
  ...row,
  rating: Feedback.shape.rating.parse(row.rating),
  at: moment(row.at),
});

export function createFeedbackStore(db: BoxDb) {
  return {
    /** One per person and request: given again, it takes the place of the earlier. */
    async put({ at, ...feedback }: FeedbackRecord): Promise<void> {
      const { requestId, createdBy } = feedback;
      const data = { ...feedback, at: new Date(at) };
      await db.feedback.upsert({ where: { requestId_createdBy: { requestId, createdBy } }, create: data, update: data });
    },
    async remove(requestId: string, createdBy: string): Promise<void> {
      await db.feedback.deleteMany({ where: { requestId, createdBy } });
    },
    /** Oldest first. */
    async ofRequests(ids: readonly string[]): Promise<FeedbackRecord[]> {
      return (await db.feedback.findMany({ where: { requestId: { in: [...ids] } }, orderBy: { at: "asc" } })).map(toFeedback);
    },
    /** Oldest first, from behind the one that `after` names. */
    async ofProject(projectId: string, limit: number, after: FeedbackRecord | null): Promise<FeedbackRecord[]> {
      const rows = await db.feedback.findMany({
        ...{ where: { projectId }, take: limit, orderBy: [{ at: "asc" }, { requestId: "asc" }, { createdBy: "asc" }] },
        ...(after
          ? { cursor: { requestId_createdBy: { requestId: after.requestId, createdBy: after.createdBy } }, skip: 1 }
          : {}),
      });
      return rows.map(toFeedback);
    },
  };
}
