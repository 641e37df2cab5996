/** The one loop that decides who starts. Requests and ends of runs only wake it; it looks at everything at once and decides. */
import type { Accelerator } from "../accelerators/accelerator.ts";
import type { Card, Lease, Sample } from "../contract/card.ts";
import { SluiceError } from "../contract/error.ts";
import type { Cause } from "../contract/word.ts";
import type { Engine } from "../engines/engine.ts";
import type { Clock } from "../lib/clock.ts";
import { createEmitter } from "../lib/emitter.ts";
import type { Logger } from "../lib/logger.ts";
import type { RunEvent, StartPlan, Supervisor } from "../supervisor/supervisor-types.ts";
import { askAgainMs, createAskedToStop } from "./asked-to-stop.ts";
import { alwaysServing } from "./card-time.ts";
import { fitsAtAll } from "./fits-at-all.ts";
import { type CardPolicy, givesWay, giveWayFacts } from "./give-way-facts.ts";
import { createLedger, type StrangersOf } from "./ledger.ts";
import { untilMeasuredFree } from "./measured-free.ts";
import { type PlanRequest, plan, type Start } from "./plan.ts";
import type { RunRequest, ScheduleEvent, Scheduler } from "./scheduler-types.ts";
import { type SeatOptions, seatFor } from "./seat.ts";
import { waitForPack } from "./wait-words.ts";
import { createWaits } from "./waits.ts";

export interface SchedulerOptions extends SeatOptions {
  supervisor: Supervisor;
  engines: readonly Engine[];
  accelerators: readonly Accelerator[];
  clock: Clock;
  logger: Pick<Logger, "info" | "warn" | "error">;
  /** The latest reading of a card, for cards(). */
  sampleOf?: (cardId: string) => Sample | null;
  /** May something new be started on it? A card that has fallen off the bus keeps its leases and gets no more. */
  isUsable?: (cardId: string) => boolean;
  /** Who holds memory of it without a lease of ours. */
  strangersOf?: StrangersOf;
  /** Absent: cards always belong to serving, and nothing gives way. */
  policy?: CardPolicy;
  /** After a job ended, before a replica that gave way to it wakes: the next attempt, or the next job, may be about to come. */
  restMs?: number;
}
/** How soon a run that waits for its pack looks again. */
const packPollMs = 2000;
const noPolicy: CardPolicy = { cardTime: () => alwaysServing, standingOf: () => null };

export async function createScheduler(options: SchedulerOptions): Promise<Scheduler> {
  const { supervisor, clock, logger, strangersOf = () => null, restMs = 2000 } = options;
  const cards: Card[] = (await Promise.all(options.accelerators.map((a) => a.detect()))).flat();
  const ledger = createLedger(cards);
  const emitter = createEmitter<ScheduleEvent>((error) => logger.error({ err: error }, "a listener of schedule events failed"));
  const waits = createWaits();
  const etas = new Map<string, number | null>();
  const asked = createAskedToStop(clock);
  const detached = new AbortController();
  let queue: RunRequest[] = [];
  let isAwake = false;
  let isPackPolled = false;
  /** Jobs that ended a moment ago. */
  let justEnded = 0;

  /** Coalesced and never inside a caller: a listener that submits must not find half a decision. */
  function wake(): void {
    if (isAwake) return;
    isAwake = true;
    queueMicrotask(() => {
      isAwake = false;
      if (!detached.signal.aborted) decide();
    });
  }
  function decide(): void {
    const moment = { ...(options.policy ?? noPolicy), nowMs: clock.now() };
    const missing = queue.filter((request) => packMissing(options, engineOf(options, request)));
    const able = queue.filter((request) => !missing.includes(request));
    const leases = ledger.leases();
    const usable = cards
      .filter((card) => options.isUsable?.(card.id) ?? true)
      .map((card) => ({ ...card, strangers: strangersOf(card.id) }));
    const wanted = able
      .map((request) => ({ ...toPlan(options, request), ...givesWay(request, moment) }))
      .filter((request) => !(justEnded > 0 && request.yields));
    const facts = giveWayFacts({ ...moment, leases, stopping: asked.all() });
    const decided = plan({ cards: usable, leases, queue: wanted, etas, ...facts });
    for (const start of decided.starts) begin(start);
    for (const [runId, { kind, label }] of decided.stopsFor) askToGiveWay(runId, { kind, label });
    const next = decided.waits;
    for (const request of missing) {
      next.set(request.runId, waitForPack({ position: next.size + 1, etaSeconds: null }, engineOf(options, request).pack ?? ""));
    }
    for (const [runId, wait] of waits.replace(next)) emitter.emit({ type: "run-waiting", runId, wait });
    if (missing.length > 0) pollPacks();
  }
  function askToGiveWay(runId: string, to: Pick<PlanRequest, "kind" | "label">): void {
    if (!asked.ask(runId)) return;
    logger.info({ runId, to }, "a run gives way");
    emitter.emit({ type: "give-way-asked", runId, to });
    void clock.sleep(askAgainMs + 1000, detached.signal).then(wake); // a timer may be early
  }
  /** One at a time: every decision would leave a clock ticking otherwise, and each tick another decision. */
  function pollPacks(): void {
    if (isPackPolled) return;
    isPackPolled = true;
    void clock.sleep(packPollMs, detached.signal).then(() => {
      isPackPolled = false;
      wake();
    });
  }
  function begin(start: Start): void {
    const request = queue.find((r) => r.runId === start.runId)!;
    queue = queue.filter((r) => r !== request);
    const lease = hold(request, start.leases);
    emitter.emit({ type: "lease-granted", runId: request.runId, lease });
    emitter.emit({ type: "ledger-changed" });
    const seated = async () => supervisor.start(startPlan(request, lease, engineOf(options, request).spec.parse(request.spec)));
    seated().catch((error: unknown) => fail(request.runId, error)); // one that cannot be seated must not end the agent
  }
  function hold(request: RunRequest, leases: Start["leases"]): Lease[] {
    const { runId, kind, label, ownerId } = request;
    const lease = leases.map((one): Lease => ({ runId, kind, label, ownerId, since: clock.now(), ...one }));
    ledger.hold(runId, lease);
    return lease;
  }
  function startPlan(request: RunRequest, lease: readonly Lease[], spec: unknown): StartPlan {
    const { runId, model, upstreamModel } = request;
    const engine = engineOf(options, request);
    const own = cards.filter((card) => lease.some((l) => l.cardId === card.id));
    const cardEnv = options.accelerators.map((a) => a.env(own.filter((card) => card.accelerator === a.id)));
    return {
      ...{ runId, engine, spec, model, upstreamModel },
      seat: seatFor(request, engine, own, options),
      cardEnv: Object.assign({}, ...cardEnv),
    };
  }
  /** The supervisor itself refused: nothing lives, so the run ends here. */
  function fail(runId: string, error: unknown): void {
    logger.error({ runId, err: error }, "a run was refused by the supervisor");
    onRun(ended(runId, clock.now(), "crashed", error instanceof Error ? error.message : String(error)));
  }
  function onRun(event: RunEvent): void {
    emitter.emit(event);
    if (event.type === "run-stopping") asked.stopping(event.runId);
    if (event.type !== "run-ended") return;
    etas.delete(event.runId);
    const hasGivenWay = asked.ended(event.runId) || event.cause.code === "preempted";
    if (hasGivenWay) void releaseMeasured(event.runId);
    else release(event.runId);
  }
  /** Until then it holds its lease, and is on its way out. */
  async function releaseMeasured(runId: string): Promise<void> {
    asked.stopping(runId);
    const leases = ledger.leases().filter((lease) => lease.runId === runId);
    const sampleOf = options.sampleOf ?? (() => null);
    await untilMeasuredFree(leases, { cards, sampleOf, clock, logger, signal: detached.signal });
    asked.ended(runId);
    if (!detached.signal.aborted) release(runId);
  }
  function release(runId: string): void {
    const isJob = ledger.leases().some((lease) => lease.runId === runId && lease.kind === "job");
    if (!ledger.release(runId)) return;
    emitter.emit({ type: "lease-released", runId });
    emitter.emit({ type: "ledger-changed" });
    if (isJob) void rest();
    wake();
  }
  async function rest(): Promise<void> {
    justEnded += 1;
    await clock.sleep(restMs, detached.signal);
    justEnded -= 1;
    wake();
  }
  supervisor.on(onRun);

  return {
    submit(request) {
      if (queue.some((r) => r.runId === request.runId) || supervisor.isLive(request.runId)) {
        throw new SluiceError("wrong-state", `Run ${request.runId} is already there.`);
      }
      checkSpec(engineOf(options, request), request);
      const fits = fitsAtAll(toPlan(options, request), cards);
      if (!fits.fits) throw new SluiceError("does-not-fit", fits.why, { hint: "Choose smaller settings or a smaller model." });
      queue.push(request);
      wake();
    },
    async adopt(request, lease) {
      const memoryBytes = Math.ceil(lease.memoryBytes / Math.max(1, lease.cards.length));
      const held = hold(
        request,
        lease.cards.map((cardId) => ({ cardId, memoryBytes })),
      );
      emitter.emit({ type: "ledger-changed" });
      try {
        // As it was started: a newer version that takes other settings must not lose a living process over it.
        await supervisor.adopt(startPlan(request, held, request.spec));
      } catch (error) {
        fail(request.runId, error);
      }
    },
    async stop(runId, why) {
      const request = queue.find((r) => r.runId === runId);
      if (!request) return supervisor.stop(runId, why);
      queue = queue.filter((r) => r !== request);
      onRun(ended(runId, clock.now(), why, "It was taken out of the queue before it started."));
      wake();
    },
    waits: () => waits.all(),
    cards: () => ledger.states(options.sampleOf ?? (() => null), strangersOf),
    noteCards(found) {
      cards.push(...found.filter((card) => !cards.some(({ id }) => id === card.id)));
      emitter.emit({ type: "ledger-changed" });
      wake();
    },
    noteEta(runId, etaSeconds) {
      etas.set(runId, etaSeconds);
      if (queue.length > 0) wake();
    },
    look: wake,
    on: (listener) => emitter.on(listener),
    async detach() {
      detached.abort();
      await supervisor.detach();
    },
  };
}

function engineOf(options: SchedulerOptions, request: RunRequest): Engine {
  const engine = options.engines.find((e) => e.id === request.engineId);
  if (!engine) throw new SluiceError("not-found", `There is no engine '${request.engineId}'.`);
  return engine;
}
const packMissing = (options: SchedulerOptions, engine: Engine): boolean =>
  engine.pack !== null && options.packDirOf(engine.pack) === null;

function checkSpec(engine: Engine, request: RunRequest): void {
  const checked = engine.spec.safeParse(request.spec);
  if (checked.success) return;
  const issue = checked.error.issues[0];
  const where = issue?.path.join(".") || "the settings";
  throw new SluiceError("bad-input", `${engine.title} does not take ${where}: ${issue?.message}.`, {
    details: checked.error.issues,
  });
}

function toPlan(options: SchedulerOptions, request: RunRequest): PlanRequest {
  const { runId, kind, label, need } = request;
  return { runId, kind, label, runsOn: engineOf(options, request).runsOn, memoryBytes: need.memoryBytes, cards: need.cards };
}

function ended(runId: string, at: number, code: Cause["code"], message: string): RunEvent {
  const cause: Cause = { code, message, line: null, exitCode: null, signal: null };
  return { type: "run-ended", runId, at, cause, lastLines: [], result: null };
}
