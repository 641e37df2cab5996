/** Where a question goes, and what is learned from how it went. All in memory; what is decided is told as a line in the usage file. */
import type { DeploymentSnapshot, RouteSnapshot, UsageEvent } from "../../contract/snapshot.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { LinePlace } from "../meter.ts";
import type { SnapshotView } from "../snapshot-reader.ts";
import { createAskToWake } from "./ask-to-wake.ts";
import type { Caller } from "./caller.ts";
import { chooseReplica } from "./choose-replica.ts";
import type { Ejections } from "./ejections.ts";
import { createLanes, type Desk, type Lane } from "./lanes.ts";
import { pick } from "./pick.ts";
import { createTrial, type Trial, type Verdict } from "./trial.ts";

/** What is looked for. */
export interface Wish {
  /** The route's own name. */
  route: string;
  caller: Caller;
  /** Whether this deployment can answer such a question at all. */
  suits(deployment: DeploymentSnapshot): boolean;
}
export interface Router {
  /** The engine to ask now, held for this question: `answered`, `failed` or `left` must follow. Null: nobody can answer; one that sleeps is asked to wake. */
  choose(wish: Wish, tried: readonly Lane[]): Lane | null;
  /** Asked again, the same one. */
  again(lane: Lane): void;
  /** The first byte came after so long; null when it is a refusal, which says nothing of speed. The engine stays held. */
  answered(lane: Lane, route: string, ms: number | null, isStream: boolean): void;
  /** It could not be reached, gave an error of its own, no first byte in time, or (`broke`) stopped in mid-answer. */
  failed(lane: Lane, route: string, broke: boolean): void;
  /** The answer is over, or nobody wants it any more. */
  left(lane: Lane): void;
  /** Who would answer if it could (null: the route leads nowhere), whether it has the ability, and the wait until a failing one is tried again. */
  missing(wish: Wish): { deployment: DeploymentSnapshot | null; suits: boolean; retryMs: number | null };
  /** The engines of deployments where there is a choice. */
  choices(): Lane[];
  take(view: SnapshotView): void;
}
export interface RouterParts {
  ejections: Ejections;
  /** Appends an event to the usage file. */
  tell(event: Omit<UsageEvent, "t" | "id" | "at">): LinePlace;
  clock: Clock;
  log: Logger;
}

/** Two adapters on one engine are not the same. */
const isSame = (one: Lane, other: Lane): boolean =>
  one.replica.runId === other.replica.runId && one.deployment.id === other.deployment.id;
/** An engine that fails may have been failed by the question: it is not carried to every replica. */
const maxTriesPerDeployment = 2;
/** While one that can answer is on its way, none is woken. */
const comesNotByItself = new Set(["asleep", "stopped", "needs-attention"]);

export function createRouter({ ejections, tell, clock, log }: RouterParts): Router {
  const lanes = createLanes();
  const askToWake = createAskToWake({ tell, clock });
  let routes: ReadonlyMap<string, RouteSnapshot> = new Map();
  const trials = new Map<string, Trial>();

  const order = ({ route: name, caller }: Wish): string[] => {
    const route = routes.get(name);
    if (!route) return [];
    const { canary } = route;
    return pick(route, caller.place, canary && ejections.isOut(canary.rolloutId) ? canary.deploymentId : null);
  };
  const laneIn = (desk: Desk, caller: Caller, tried: readonly Lane[], now: number): Lane | null => {
    if (tried.length > 0 && tried.filter((one) => one.deployment.id === desk.deployment.id).length >= maxTriesPerDeployment)
      return null;
    const isFree = (lane: Lane) => lane.breaker.mayAsk(now) && !tried.some((one) => isSame(one, lane));
    const only = desk.lanes[0];
    if (desk.lanes.length === 1) return only && isFree(only) ? only : null;
    return chooseReplica(desk.lanes.filter(isFree), caller.affinity);
  };
  const hold = (lane: Lane, now: number) => {
    lane.busy.inFlight += 1;
    lane.breaker.asked(now);
  };
  const tellCircuit = (lane: Lane, kind: "circuit-opened" | "circuit-closed", why: string) => {
    const { requests, failures } = lane.breaker.recent();
    log.warn({ deployment: lane.deployment.name, run: lane.replica.runId, requests, failures }, why);
    tell({ kind, route: null, rolloutId: null, deployment: lane.deployment.id, why, requests, failures });
  };
  const judge = (routeName: string, hear: (trial: Trial) => Verdict | null) => {
    const route = routes.get(routeName);
    if (!route?.canary || ejections.isOut(route.canary.rolloutId)) return;
    const { rolloutId, deploymentId } = route.canary;
    const trial = trials.get(rolloutId) ?? createTrial(route.canary);
    trials.set(rolloutId, trial);
    const verdict = hear(trial);
    if (!verdict) return;
    log.warn({ route: route.name, rolloutId, deployment: deploymentId, ...verdict }, "canary ejected");
    ejections.add(rolloutId, tell({ kind: "ejected", route: route.name, rolloutId, deployment: deploymentId, ...verdict }));
  };
  return {
    choose(wish, tried) {
      const now = clock.now();
      for (const id of order(wish)) {
        const desk = lanes.desk(id);
        const lane = desk && wish.suits(desk.deployment) ? laneIn(desk, wish.caller, tried, now) : null;
        if (!lane) continue;
        hold(lane, now);
        return lane;
      }
      const able = order(wish)
        .flatMap((id) => lanes.desk(id)?.deployment ?? [])
        .filter(wish.suits);
      if (able.every((one) => comesNotByItself.has(one.state)))
        askToWake(able.find((one) => one.state === "asleep") ?? null, wish.route);
      return null;
    },
    again: (lane) => hold(lane, clock.now()),
    answered(lane, route, ms, isStream) {
      if (lane.breaker.succeeded()) tellCircuit(lane, "circuit-closed", "The engine answers again.");
      if (ms !== null) judge(route, (trial) => trial.answered(lane.deployment.id, ms, isStream));
    },
    failed(lane, route, broke) {
      if (lane.breaker.failed(clock.now()))
        tellCircuit(lane, "circuit-opened", "The engine keeps failing: it is left alone for a moment.");
      judge(route, (trial) => trial.failed(lane.deployment.id, broke));
    },
    left(lane) {
      lane.busy.inFlight -= 1;
      lane.breaker.abandoned();
    },
    missing(wish) {
      const now = clock.now();
      const desks = order(wish).flatMap((id) => lanes.desk(id) ?? []);
      const able = desks.filter((desk) => wish.suits(desk.deployment));
      const waits = able.flatMap((desk) => desk.lanes.map((lane) => lane.breaker.waitMs(now)));
      const deployment = (able[0] ?? desks[0])?.deployment ?? null;
      return { deployment, suits: able.length > 0, retryMs: waits.length === 0 ? null : Math.min(...waits) };
    },
    choices: () => [...lanes.desks()].flatMap((desk) => (desk.lanes.length > 1 ? desk.lanes : [])),
    take(view) {
      routes = view.routes;
      lanes.take(view.deployments.values());
      for (const rolloutId of ejections.take(view.spentUpTo)) trials.delete(rolloutId);
      const living = new Set([...routes.values()].map(({ canary }) => canary?.rolloutId));
      for (const rolloutId of trials.keys()) if (!living.has(rolloutId)) trials.delete(rolloutId);
    },
  };
}
