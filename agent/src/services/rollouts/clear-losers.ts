/** The deployment that lost a rollout is stopped once its last answers have ended. It stays startable: the way back is to publish it again. */
import type { RolloutReason } from "../../contract/route.ts";
import type { DeploymentRecord, DeploymentStore } from "../../store/box/deployments.ts";
import type { ReplicaStore } from "../../store/box/replicas.ts";
import type { RolloutRecord, RolloutStore } from "../../store/box/rollouts.ts";
import type { RouteRecord, RouteStore } from "../../store/box/routes.ts";
import type { AnswerStore } from "../../store/meter/answers.ts";
import { routeTo } from "../routes/route-to.ts";
import type { Book } from "./book.ts";
import { settleMs } from "./next-move.ts";

export interface ClearOptions {
  store: RolloutStore;
  routes: RouteStore;
  deployments: DeploymentStore;
  replicas: Pick<ReplicaStore, "of">;
  answers: AnswerStore;
  book: Book;
  stop: (deploymentId: string) => Promise<unknown>;
}
/** So long a stream may go on; its engine's own grace ends it then. */
const longestWaitMs = 30 * 60_000;
/** Asked by another name within this time, it is not ours alone to stop. */
const elsewhereMs = 60 * 60_000;

/** `countedUpTo`: requests asked before this moment are known to the books. */
export async function clearLosers(options: ClearOptions, now: number, countedUpTo: number): Promise<void> {
  const { store, book } = options;
  for (const rollout of await store.uncleared()) {
    const loserId = rollout.state === "done" ? rollout.stableId : rollout.canaryId;
    const loser = loserId === null ? null : await options.deployments.get(loserId);
    if (!loser || loser.wanted === "stopped") {
      await book.clear(rollout, null);
      continue;
    }
    const user = await otherUser(options, rollout, loser);
    if (user !== null) {
      await book.clear(rollout, keptFor(loser, user));
      continue;
    }
    const isReady = (await options.replicas.of(loser.id)).some((replica) => replica.state === "ready");
    const route = await options.routes.get(rollout.routeId);
    const endedAt = Date.parse(rollout.endedAt ?? "") || 0;
    const isOver = !isReady || now > endedAt + longestWaitMs;
    if (isOver || !mayStillAnswer(options.answers, { loser, route, endedAt, countedUpTo })) {
      await options.stop(loser.id);
      await book.clear(rollout, stopped(loser));
    }
  }
}

/** A public name, other than the rollout's, that needs it. */
async function otherUser(options: ClearOptions, rollout: RolloutRecord, loser: DeploymentRecord): Promise<string | null> {
  const routes = await options.routes.all();
  const route = routeTo(loser.id, routes, await options.store.underWay());
  if (route) return route.name;
  if (rollout.state !== "done") return null;
  const own = routes.find((one) => one.id === rollout.routeId);
  const isAsked = own && options.answers.askedElsewhere(loser.id, own.name, Date.parse(rollout.endedAt ?? "") - elsewhereMs);
  return isAsked ? loser.name : null;
}

/** Also a gateway that had not read of the end yet, and an answer that began elsewhere and was taken up by this one. */
function mayStillAnswer(
  answers: AnswerStore,
  end: { loser: DeploymentRecord; route: RouteRecord | null; endedAt: number; countedUpTo: number },
): boolean {
  const before = end.endedAt + settleMs;
  if (end.countedUpTo < before) return true;
  return answers.open({ deployment: end.loser.id, route: end.route?.name ?? end.loser.name, before }) > 0;
}

const stopped = ({ name }: DeploymentRecord): RolloutReason => ({
  code: "loser-stopped",
  why: `"${name}" was stopped; it can be started again.`,
  details: { name },
});
const keptFor = ({ name }: DeploymentRecord, user: string): RolloutReason => ({
  code: "loser-kept",
  why: `"${name}" keeps running: "${user}" is still answered by it.`,
  details: { name, user },
});
