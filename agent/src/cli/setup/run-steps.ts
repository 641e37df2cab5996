/** Lanes run side by side, the steps of a lane one after another. What is done is skipped; progress is one line with time left. */
import type { Screen } from "../screen.ts";
import { duration } from "../screen.ts";
import type { Step } from "./step.ts";
import type { TimingBook } from "./timings.ts";

interface Active {
  step: Step;
  begun: number;
  note: string;
}
interface Lane {
  left: Step[];
  active: Active | null;
}
export interface RunSteps {
  lanes: Step[][];
  screen: Screen;
  timings: TimingBook;
  signal: AbortSignal;
  now?: () => number;
}

/** Seconds spent per step; those already done are not in it. The first failure stops the other lanes and is thrown. */
export async function runSteps(options: RunSteps): Promise<Record<string, number>> {
  const { screen, timings, now = Date.now } = options;
  const lanes: Lane[] = options.lanes.map((steps) => ({ left: steps.filter((step) => !step.isDone()), active: null }));
  const count = lanes.reduce((n, lane) => n + lane.left.length, 0);
  const seconds: Record<string, number> = {};
  if (count === 0) return seconds;
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const draw = () => screen.show(lineOf(lanes, timings, now()));
  const ticker = setInterval(draw, 1000);
  const work = async (lane: Lane) => {
    for (let step = lane.left.shift(); step; step = lane.left.shift()) {
      signal.throwIfAborted();
      const active: Active = { step, begun: now(), note: "" };
      lane.active = active;
      draw();
      await step.run((note) => {
        active.note = note;
      }, signal);
      const took = (now() - active.begun) / 1000;
      seconds[step.id] = took;
      timings.note(step.id, took);
      lane.active = null;
      screen.say(`Done: ${step.title} (${duration(took)})`);
    }
  };
  try {
    const ends = await Promise.allSettled(lanes.map((lane) => work(lane).catch((error) => abortAll(failed, error))));
    const broken = ends.find((end) => end.status === "rejected");
    if (broken) throw failed.signal.reason ?? broken.reason;
    return seconds;
  } finally {
    clearInterval(ticker);
    screen.clear();
  }
}

function abortAll(failed: AbortController, error: unknown): never {
  if (!failed.signal.aborted) failed.abort(error);
  throw error;
}

function lineOf(lanes: Lane[], timings: TimingBook, now: number): string {
  const parts: string[] = [];
  let left = 0;
  for (const { active, left: waiting } of lanes) {
    if (!active) continue;
    const elapsed = (now - active.begun) / 1000;
    const rest = waiting.reduce((sum, step) => sum + timings.secondsOf(step.id, step.usualSeconds), 0);
    left = Math.max(left, rest + Math.max(1, timings.secondsOf(active.step.id, active.step.usualSeconds) - elapsed));
    parts.push(`${active.step.title} ${duration(elapsed)}`);
  }
  return `Setting up: ${parts.join(" · ")} · about ${duration(left)} left`;
}
