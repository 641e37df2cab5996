/** The engines of a snapshot as the router sees them; what is known of an engine outlives the snapshot. */
import type { DeploymentSnapshot, ReplicaSnapshot } from "../../contract/snapshot.ts";
import { deploymentHeaders } from "../answer-head.ts";
import { type Breaker, createBreaker } from "./breaker.ts";
import { hashText } from "./hash.ts";

/** Of one run, as long as it is in the snapshot. */
interface Health {
  breaker: Breaker;
  /** Asked by us and not answered to the end. */
  inFlight: number;
  /** Waiting inside the engine, by its own word. */
  waiting: number;
}
/** One engine that can be asked. */
export interface Lane {
  deployment: DeploymentSnapshot;
  replica: ReplicaSnapshot;
  health: Health;
  hash: number;
  load(): number;
  /** Response headers that name it. */
  headers: readonly string[];
}
/** A deployment and the engines that take new work. */
export interface Desk {
  deployment: DeploymentSnapshot;
  lanes: Lane[];
}

export interface Lanes {
  desk(deploymentId: string): Desk | undefined;
  desks(): Iterable<Desk>;
  take(deployments: Iterable<DeploymentSnapshot>): void;
}

export function createLanes(): Lanes {
  let desks = new Map<string, Desk>();
  let known = new Map<string, Health>();
  return {
    desk: (id) => desks.get(id),
    desks: () => desks.values(),
    take(deployments) {
      const next = new Map<string, Health>();
      const healthOf = (runId: string): Health => {
        const health = known.get(runId) ?? { breaker: createBreaker(), inFlight: 0, waiting: 0 };
        next.set(runId, health);
        return health;
      };
      desks = new Map();
      for (const deployment of deployments) {
        const headers = deploymentHeaders(deployment);
        const lanes = deployment.replicas.map((replica) => laneOf(deployment, replica, healthOf(replica.runId), headers));
        desks.set(deployment.id, { deployment, lanes: lanes.filter(({ replica }) => !replica.draining) });
      }
      known = next;
    },
  };
}

function laneOf(deployment: DeploymentSnapshot, replica: ReplicaSnapshot, health: Health, headers: readonly string[]): Lane {
  const load = () => health.inFlight + health.waiting;
  return { deployment, replica, health, headers, load, hash: hashText(replica.runId) };
}
