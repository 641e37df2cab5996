/**
 * The supervisor's door. It works on folders (runs/<id>/) and processes, knows no database, and says what happens as events.
 * Stopping the agent (`detach`) and stopping a run (`stop`) are two different verbs.
 */
import type { GlueEvent } from "../contract/glue-event.ts";
import type { Cause } from "../contract/word.ts";
import type { Engine, ModelFacts, Seat } from "../engines/engine.ts";

export interface StartPlan {
  runId: string;
  engine: Engine;
  /** Already checked against engine.spec. */
  spec: unknown;
  model: ModelFacts;
  seat: Seat;
  /** Accelerator environment (CUDA_VISIBLE_DEVICES, …). */
  cardEnv: Record<string, string>;
  /** Serve engines: the name to ask for when proving readiness. */
  upstreamModel: string;
}
export type RunEvent =
  | { type: "run-started"; runId: string; at: number; adopted: boolean }
  | { type: "run-ready"; runId: string; at: number; seconds: number }
  | { type: "run-logged"; runId: string; event: GlueEvent; replayed: boolean }
  | { type: "run-stopping"; runId: string }
  | { type: "run-ended"; runId: string; at: number; cause: Cause; lastLines: string[]; result: unknown | null };

export interface Supervisor {
  /** Removes a stale socket, writes spec.json, starts through the executor, follows events.jsonl, watches readiness. */
  start(plan: StartPlan): Promise<void>;
  /** Looks at runs/<id>/ after an agent start. Replays events.jsonl from its beginning (replayed: true), then follows it; a dead one ends with a cause. */
  adopt(plan: StartPlan): Promise<void>;
  stop(runId: string, why: "stopped" | "preempted"): Promise<void>;
  isLive(runId: string): boolean;
  on(listener: (event: RunEvent) => void): () => void;
  /** The agent goes; every run stays. */
  detach(): Promise<void>;
}
