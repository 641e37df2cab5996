/** What people say of answers. Kept with the request, so only where a project keeps requests; raw material for the next training. */
import { SluiceError } from "../../contract/error.ts";
import type { Feedback, GiveFeedback } from "../../contract/usage.ts";
import type { Clock } from "../../lib/clock.ts";
import type { FeedbackRecord, FeedbackStore } from "../../store/box/feedback.ts";
import type { RequestRecord } from "../../store/meter/usage-requests.ts";
import type { Actor } from "../may.ts";
import type { FindRequest } from "./find-request.ts";

export type FeedbackService = ReturnType<typeof createFeedback>;
export interface FeedbackOptions {
  store: FeedbackStore;
  find: FindRequest;
  /** Days that a project keeps requests and answers; null: it does not. */
  retentionDaysOf(projectId: string): Promise<number | null>;
  /** What was kept of the request is deleted. */
  isGone(log: string): Promise<boolean>;
  clock: Clock;
}

export function createFeedback({ store, find, retentionDaysOf, isGone, clock }: FeedbackOptions) {
  return {
    /** Given again, it takes the place of the earlier; with nothing in it, it is taken back. Throws `not-found`, `wrong-state`. */
    async give(actor: Actor, requestId: string, given: GiveFeedback): Promise<Feedback | null> {
      const request = await find(actor, requestId, "change");
      const log = keptAt(request, await retentionDaysOf(request.project));
      if (given.rating === null && given.correction === null && given.comment === null) {
        await store.remove(requestId, actor.id);
        return null;
      }
      const at = new Date(clock.now()).toISOString();
      const { project: projectId, path } = request;
      const feedback = { requestId, createdBy: actor.id, projectId, at, ...given, log, path };
      await store.put(feedback);
      return shownFeedback(feedback);
    },
    async of(requestId: string): Promise<Feedback[]> {
      return (await store.ofRequests([requestId])).map(shownFeedback);
    },
    /** The newest word on each. */
    async ratingsOf(requestIds: readonly string[]): Promise<Map<string, Feedback["rating"]>> {
      return new Map((await store.ofRequests(requestIds)).map(({ requestId, rating }) => [requestId, rating]));
    },
    /** Goes when the request it belongs to has gone, the oldest first; call now and then. */
    async sweep(projectIds: readonly string[]): Promise<void> {
      for (const id of projectIds) {
        for (let [oldest] = await store.ofProject(id, 1, null); oldest; [oldest] = await store.ofProject(id, 1, null)) {
          if (!(await isGone(oldest.log))) break;
          await store.remove(oldest.requestId, oldest.createdBy);
        }
      }
    },
  };
}

function keptAt({ log }: RequestRecord, retentionDays: number | null): string {
  if (retentionDays === null) {
    throw new SluiceError("wrong-state", "This project keeps no requests and answers, so feedback cannot be kept with them.", {
      hint: "Switch logging on in the settings of the project; feedback can be given on what is asked from then on.",
    });
  }
  if (log === null) {
    throw new SluiceError("wrong-state", "This request was not kept, so feedback cannot be kept with it.", {
      hint: "It was asked before its project switched logging on, or was not answered.",
    });
  }
  return log;
}

function shownFeedback({ projectId: _project, log: _log, path: _path, ...feedback }: FeedbackRecord): Feedback {
  return feedback;
}
