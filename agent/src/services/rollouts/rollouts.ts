/** Hot publish: a new version beside the old one, given traffic by rules, taken out when it is worse. All state is in box.db: an agent may die anywhere. */
import { SluiceError } from "../../contract/error.ts";
import type { Promote, Publish, Rollout, RolloutReason } from "../../contract/route.ts";
import type { UsageEvent } from "../../contract/snapshot.ts";
import type { List } from "../../contract/word.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { PageQuery } from "../../store/box/page.ts";
import type { RolloutRecord } from "../../store/box/rollouts.ts";
import type { BoxEvents } from "../events.ts";
import { type Actor, found } from "../may.ts";
import { shownRollout } from "../routes/routes.ts";
import { type AttachOptions, attach } from "./attach.ts";
import { type Book, createBook } from "./book.ts";
import { type ClearOptions, clearLosers } from "./clear-losers.ts";
import { nextMove, standingOf, stepAfter } from "./next-move.ts";
import { createPublishResults, type PublishResultsOptions } from "./publish-results.ts";
import type { StepAnswers } from "./step-answers.ts";
import type { AnswerTail } from "./tail-answers.ts";

export interface RolloutsOptions extends AttachOptions, Omit<ClearOptions, "book" | "stop" | "deployments"> {
  jobs: PublishResultsOptions["jobs"];
  serveEngine: () => string | null;
  modelNames: () => Promise<ReadonlyMap<string, { name: string }>>;
  steps: StepAnswers;
  tail: AnswerTail;
  events: BoxEvents;
  isDraining: () => boolean;
  /** The gateway knows when it resolves. */
  publish: () => Promise<void>;
  /** Shared with the routes. */
  inTurn: <T>(job: () => Promise<T>) => Promise<T>;
  clock: Clock;
  logger: Logger;
}
export type Rollouts = ReturnType<typeof createRollouts>;
/** For what nobody asks at that moment. */
const theBoxItself: Actor = { id: "box", name: "box", kind: "box", projectId: "", roles: {} };
const isUnderWay = (rollout: RolloutRecord) => rollout.state === "attaching" || rollout.state === "running";

export function createRollouts(options: RolloutsOptions) {
  const { store, routes, events, steps, tail, inTurn, clock, logger } = options;
  const book: Book = createBook(options);
  const clear: ClearOptions = {
    ...{ store, routes, answers: options.answers, replicas: options.replicas, book, deployments: options.deploymentStore },
    stop: (id) => options.deployments.stop(theBoxItself, id),
  };
  const results = createPublishResults({ ...options, begin: (order) => attach(options, order) });
  let countedUpTo = 0;
  let canaries = new Set<string>();
  let isAsked = false;
  /** Something is under way, or waits for its last answers. */
  let isBusy = false;

  const shown = async (rollout: RolloutRecord): Promise<Rollout> =>
    shownRollout((await store.get(rollout.id)) ?? rollout, await options.modelNames())!;
  const get = async (actor: Actor, id: string, verb: "read" | "change") => found(actor, verb, await store.get(id), "rollout");
  async function follow(): Promise<void> {
    const underWay = await store.underWay();
    canaries = new Set(underWay.map((rollout) => rollout.canaryId));
    steps.follow(underWay);
  }
  /** What the books say and the gateway is told go together. */
  async function told(): Promise<void> {
    await follow();
    await options.publish();
  }

  /** True when it moved. */
  async function step(rollout: RolloutRecord): Promise<boolean> {
    const { stableId, canaryId } = rollout;
    const move = nextMove({
      rollout,
      canary: standingOf(await options.replicas.of(canaryId)),
      stable: stableId === null ? null : await options.deploymentStore.get(stableId),
      answers: steps.of(rollout.id),
      countedUpTo,
      now: clock.now(),
    });
    if (move.do === "wait") return false;
    if (move.do === "go") await book.go(rollout, move.percent, move.reason);
    else if (move.do === "finish") await book.finish(rollout, move.reason);
    else await book.end(rollout, "rolled-back", move.reason);
    return true;
  }
  async function lookAtAll(): Promise<void> {
    isAsked = false;
    if (options.isDraining()) return; // what stops now was not stopped by anybody
    await tail.catchUp();
    let moved = false;
    for (const rollout of await store.underWay()) {
      try {
        moved = (await step(rollout)) || moved;
      } catch (error) {
        logger.error({ rollout: rollout.id, err: error }, "a rollout could not go on");
      }
    }
    if (moved) await told();
    await clearLosers(clear, clock.now(), countedUpTo);
    if (await results.publishWaiting()) await told();
    isBusy = canaries.size > 0 || (await store.uncleared()).length > 0;
  }
  /** Asked many times in a row, it looks once. */
  function lookSoon(): void {
    if (isAsked) return;
    isAsked = true;
    inTurn(lookAtAll).catch((error: unknown) => logger.error({ err: error }, "the rollouts could not be looked at"));
  }

  events.on(({ event }) => {
    if (event.type === "deployment-changed" && canaries.has(event.id)) lookSoon();
    if (event.type === "job-changed") void results.note(event.id).then((isNew) => (isNew ? lookSoon() : undefined));
  });

  return {
    async list(actor: Actor, routeId: string, page: PageQuery): Promise<List<Rollout>> {
      const route = found(actor, "read", await routes.get(routeId), "route");
      const [list, names] = [await store.ofRoute(route.id, page), await options.modelNames()];
      return { ...list, data: list.data.map((rollout) => shownRollout(rollout, names)!) };
    },
    /** Throws `wrong-state` while one is under way, and what making a deployment throws. */
    publish: (actor: Actor, routeId: string, request: Publish): Promise<Rollout> =>
      inTurn(async () => {
        const route = found(actor, "change", await routes.get(routeId), "route");
        if ((await store.underWay()).some((rollout) => rollout.routeId === routeId)) {
          throw new SluiceError("wrong-state", `A new version of "${route.name}" is being rolled out already.`, {
            hint: "Promote it to 100 % or cancel it first.",
          });
        }
        const rollout = await attach(options, { actor, route, publish: request, jobId: null });
        await follow();
        isBusy = true;
        events.emit({ type: "route-changed", id: routeId });
        lookSoon(); // it may have become ready before we listened
        return shown(rollout);
      }),
    /** Throws `wrong-state`. */
    promote: (actor: Actor, id: string, { to }: Promote): Promise<Rollout> =>
      inTurn(async () => {
        const rollout = await get(actor, id, "change");
        if (rollout.state === "attaching") {
          throw new SluiceError("wrong-state", "The new version is still starting.", { hint: "Wait until it is ready." });
        }
        refuseEnded(rollout);
        const percent = to ?? stepAfter(rollout.rules, rollout.percent);
        if (percent <= rollout.percent) return shown(rollout);
        await book.go(rollout, percent, byHand("promoted", actor));
        await told();
        return shown(rollout);
      }),
    /** Throws `wrong-state`. */
    cancel: (actor: Actor, id: string): Promise<Rollout> =>
      inTurn(async () => {
        const rollout = await get(actor, id, "change");
        refuseEnded(rollout);
        await book.end(rollout, "cancelled", byHand("cancelled", actor));
        await told();
        return shown(rollout);
      }),
    /** The gateway threw a canary out. Written when it resolves; told twice it is nothing new. */
    eject: (all: readonly UsageEvent[]): Promise<void> =>
      inTurn(async () => {
        for (const event of all) {
          if (event.kind !== "ejected" || event.rolloutId === null) continue;
          const rollout = await store.get(event.rolloutId);
          if (!rollout || !isUnderWay(rollout) || rollout.canaryId !== event.deployment) continue;
          await book.end(rollout, "rolled-back", thrownOut(event));
          await told();
        }
      }),
    /** Then the next look should come soon. */
    isBusy: () => isBusy,
    /** Call every few seconds: every usage line written before `upTo` has been stored. */
    async look(upTo: number): Promise<void> {
      countedUpTo = upTo;
      await inTurn(lookAtAll);
    },
    /** At boot, once the deployments were recovered. */
    async recover(sinceMs: number): Promise<void> {
      await follow();
      const started = (await store.underWay()).map((rollout) => Date.parse(rollout.stepStartedAt ?? "") || sinceMs);
      tail.startAt(Math.min(sinceMs, ...started));
      await results.findWaiting();
    },
    settled: () => inTurn(async () => {}),
  };
}

function refuseEnded(rollout: RolloutRecord): void {
  if (!isUnderWay(rollout)) throw new SluiceError("wrong-state", `The rollout has already ended (${rollout.state}).`);
}
const byHand = (code: "promoted" | "cancelled", { name }: Actor): RolloutReason => ({
  code,
  why: code === "promoted" ? `${name} promoted it.` : `${name} cancelled it.`,
  details: { by: name },
});
const thrownOut = ({ why, requests, failures }: UsageEvent): RolloutReason => ({
  code: "ejected",
  why: `The gateway took it out: ${why}`,
  details: { requests, failures },
});
