/** The engines of a snapshot as the router sees them; what is known of an engine outlives the snapshot. */
import type { DeploymentSnapshot, ReplicaSnapshot } from "../../contract/snapshot.ts";
import { deploymentHeaders } from "../answer-head.ts";
import { type Breaker, createBreaker } from "./breaker.ts";
import { hashText } from "./hash.ts";

/** Of one run, as long as it is in the snapshot; adapters on one engine share it. */
interface Busy {
  /** Asked by us and not answered to the end. */
  inFlight: number;
  /** Waiting inside the engine, by its own word. */
  waiting: number;
}
/** One engine that can be asked. */
export interface Lane {
  deployment: DeploymentSnapshot;
  replica: ReplicaSnapshot;
  /** Its own on each engine: an adapter that fails says nothing of the others there. */
  breaker: Breaker;
  busy: Busy;
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
  let breakers = new Map<string, Breaker>();
  let known = new Map<string, Busy>();
  return {
    desk: (id) => desks.get(id),
    desks: () => desks.values(),
    take(deployments) {
      const next = new Map<string, Busy>();
      const nextBreakers = new Map<string, Breaker>();
      const laneOf = (deployment: DeploymentSnapshot, replica: ReplicaSnapshot, headers: readonly string[]): Lane => {
        const { runId } = replica;
        const busy = next.get(runId) ?? known.get(runId) ?? { inFlight: 0, waiting: 0 };
        next.set(runId, busy);
        const id = `${deployment.id} ${runId}`;
        const breaker = breakers.get(id) ?? createBreaker();
        nextBreakers.set(id, breaker);
        const load = () => busy.inFlight + busy.waiting;
        return { deployment, replica, breaker, busy, headers, load, hash: hashText(runId) };
      };
      desks = new Map();
      for (const deployment of deployments) {
        const headers = deploymentHeaders(deployment);
        const lanes = deployment.replicas.map((replica) => laneOf(deployment, replica, headers));
        desks.set(deployment.id, { deployment, lanes: lanes.filter(({ replica }) => !replica.draining) });
      }
      breakers = nextBreakers;
      known = next;
    },
  };
}
