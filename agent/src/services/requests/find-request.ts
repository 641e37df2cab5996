import type { RequestRecord, UsageRequests } from "../../store/meter/usage-requests.ts";
import { type Actor, found, type Owned, type Verb } from "../may.ts";

export type FindRequest = (actor: Actor, id: string, verb: Verb) => Promise<RequestRecord>;

/** A request is its project's. Looks into the newest lines too: a person's thumb may be faster than the books. */
export function createFindRequest(requests: Pick<UsageRequests, "get">, collect: () => Promise<unknown>): FindRequest {
  return async (actor, id, verb) => {
    let record = requests.get(id);
    if (record === null) {
      await collect();
      record = requests.get(id);
    }
    found(actor, verb, record && ownedOf(record), "request");
    return record as RequestRecord;
  };
}

const ownedOf = ({ project }: RequestRecord): Owned => ({ projectId: project, createdBy: "box" });
