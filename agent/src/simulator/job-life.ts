/** One job of the week: what of it is done and kept, and what a stop would cost. Progress moves by itself with the clock. */
import type { PlanRequest } from "../scheduler/plan.ts";
import { checkpointEverySeconds, costs, type TraceJob } from "./world.ts";

export interface JobLife {
  job: TraceJob;
  request: PlanRequest;
  /** How long the planner believes it takes. */
  believedSeconds: number;
  /** Progress in the last checkpoint, or all of it once it has ended. */
  keptSeconds: number;
  /** Null: it has no cards now. */
  turn: Turn | null;
  /** When its next checkpoint is written, or it ends: while it has cards. */
  nextMoment: number;
  firstStartAt: number | null;
  endedAt: number | null;
  /** All the time it had cards, useful or not. */
  heldSeconds: number;
}
interface Turn {
  startedAt: number;
  /** What was done since would be lost: the last checkpoint, or the start. */
  since: number;
  /** Of the time after `since`, before there is progress. */
  delaySeconds: number;
  hasCheckpoint: boolean;
}

export function createJobLife(job: TraceJob, runId: string, error: number): JobLife {
  const request: PlanRequest = {
    ...{ runId, kind: "job", label: runId, runsOn: ["fake"], memoryBytes: job.cards, cards: job.cards },
    turnBySeconds: null,
  };
  const fresh = { keptSeconds: 0, turn: null, nextMoment: 0, firstStartAt: null, endedAt: null, heldSeconds: 0 };
  return { job, request, believedSeconds: job.durationSeconds * error, ...fresh };
}

export function beginTurn(life: JobLife, now: number): void {
  const delaySeconds = life.firstStartAt === null ? 0 : costs.restartSeconds;
  life.turn = { startedAt: now, since: now, delaySeconds, hasCheckpoint: false };
  life.nextMoment = momentAfter(life, now, delaySeconds);
  life.firstStartAt ??= now;
}

/** When its next checkpoint is written, or it ends. */
function momentAfter({ job, keptSeconds }: JobLife, since: number, delaySeconds: number): number {
  const left = job.durationSeconds - keptSeconds;
  const isLast = left <= checkpointEverySeconds;
  return since + delaySeconds + (isLast ? left : checkpointEverySeconds + costs.checkpointSeconds);
}

/** At its next moment. True: it has ended. */
export function passMoment(life: JobLife, now: number): boolean {
  const { turn, job } = life;
  if (!turn) return false;
  if (job.durationSeconds - life.keptSeconds <= checkpointEverySeconds) {
    life.keptSeconds = job.durationSeconds;
    life.endedAt = now;
    endTurn(life, now);
    return true;
  }
  life.keptSeconds += checkpointEverySeconds;
  life.request.turnBySeconds = null;
  life.turn = { startedAt: turn.startedAt, since: now, delaySeconds: 0, hasCheckpoint: true };
  life.nextMoment = momentAfter(life, now, 0);
  return false;
}

/** What it did since its last checkpoint is gone. */
export function endTurn(life: JobLife, now: number): void {
  if (life.turn) life.heldSeconds += now - life.turn.startedAt;
  life.turn = null;
}

/** What the planner believes it still takes, on cards. One that takes longer than believed is taken to be nearly done. */
export function believedLeft({ believedSeconds, keptSeconds, turn, firstStartAt }: JobLife, now: number): number {
  const running = turn ? Math.max(0, now - turn.since - turn.delaySeconds) : 0;
  const again = turn || firstStartAt === null ? 0 : costs.restartSeconds;
  return Math.max(believedSeconds - keptSeconds - running, believedSeconds * 0.1) + again;
}
