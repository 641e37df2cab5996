/** The loop with a real supervisor, real processes and the fake engines. */
import { mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createFake } from "../accelerators/fake.ts";
import type { Engine, ModelFacts } from "../engines/engine.ts";
import { fakeServe } from "../engines/fake-serve.ts";
import { fakeTrain } from "../engines/fake-train.ts";
import { createLocal } from "../executors/local.ts";
import { systemClock } from "../lib/clock.ts";
import { createSupervisor } from "../supervisor/supervisor.ts";
import { createScheduler } from "./loop.ts";
import type { CardStrangers } from "./plan.ts";
import type { RunRequest, ScheduleEvent, Scheduler } from "./scheduler-types.ts";

vi.setConfig({ testTimeout: 40_000 }); // real processes on a machine that may be busy
const logger = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const model: ModelFacts = { id: "m", name: "m", kind: "base", dir: "/m", parameters: 1, contextTokens: 1, bytes: 1 };
const root = mkdtempSync(path.join(os.tmpdir(), "sluice-test-"));
const packed: Engine = { ...fakeTrain, id: "packed", pack: "some" };
const engines: readonly Engine[] = [fakeTrain, fakeServe, packed];
const open: { scheduler: Scheduler; ids: string[] }[] = [];
let count = 0;

async function box(gb = 8, packDirOf: (pack: string) => string | null = () => null, more = {}) {
  const supervisor = createSupervisor({ executor: createLocal(), clock: systemClock, logger });
  const scheduler = await createScheduler({
    ...{ supervisor, engines, accelerators: [createFake({ memoryBytes: gb * 1e9 })], packDirOf, glueDirOf: () => "/g" },
    ...{ socketDir: root, runsDir: root, threads: 1, clock: systemClock, logger },
    ...more,
  });
  const events: ScheduleEvent[] = [];
  const ids: string[] = [];
  scheduler.on((event) => events.push(event));
  open.push({ scheduler, ids });
  const types = (runId: string) =>
    events.flatMap((e) => ("runId" in e && e.runId === runId && e.type !== "run-logged" ? [e.type] : []));
  const until = (runId: string, type: ScheduleEvent["type"]) =>
    vi.waitFor(() => expect(types(runId)).toContain(type), { timeout: 10_000, interval: 20 });
  return { scheduler, events, types, until, ids };
}
function request(engine: Engine, gb: number, spec: Record<string, unknown> = {}): RunRequest {
  const runId = `run_test${String(++count).padStart(8, "0")}`;
  const isServe = engine.does === "serve";
  const full = isServe ? spec : { base: { dir: "/m" }, data: { train: "t", heldOut: "h" }, recipe: spec };
  return {
    ...{ runId, kind: isServe ? "replica" : "job", label: runId, ownerId: "o", engineId: engine.id, spec: full, model },
    ...{ need: { memoryBytes: gb * 1e9, cards: 1, diskBytes: 0, source: "estimated" }, upstreamModel: "model", createdAt: 0 },
  };
}
const quick = { steps: 2, stepMs: 1 };
const noReading = { loadPercent: null, powerWatts: null, temperatureC: null, clockMhz: null };
const long = { steps: 100_000, stepMs: 20 };

afterEach(async () => {
  for (const { scheduler, ids } of open.splice(0)) for (const id of ids) await scheduler.stop(id, "stopped");
});

describe("the scheduler", () => {
  it("grants, starts, and takes the lease back only after the end", async () => {
    const { scheduler, types, until } = await box();
    const run = request(fakeTrain, 3, quick);
    scheduler.submit(run);
    expect(types(run.runId)).toEqual([]); // never inside the caller
    await until(run.runId, "lease-released");
    expect(types(run.runId)).toEqual(["lease-granted", "run-started", "run-ended", "lease-released"]);
    expect(scheduler.cards()[0]).toMatchObject({ freeBytes: 8e9, leases: [] });
  });
  it("waits for a stranger to leave, says why, and starts when it has", async () => {
    let strangers: CardStrangers | null = { bytes: 6e9, by: [{ pid: 812, command: "ollama", user: "root", bytes: 6e9 }] };
    const { scheduler, types, until } = await box(8, () => null, { strangersOf: () => strangers });
    const run = request(fakeTrain, 3, quick);
    scheduler.submit(run);
    await until(run.runId, "run-waiting");
    expect(scheduler.waits().get(run.runId)).toMatchObject({
      ...{ code: "strangers", message: expect.stringContaining("Cannot start: 6.0 GB are held by pid 812 (ollama, root).") },
    });
    expect(scheduler.cards()[0]).toMatchObject({ freeBytes: 2e9, strangerBytes: 6e9, leases: [] });
    expect(types(run.runId)).not.toContain("lease-granted");
    strangers = null;
    scheduler.noteCards([]);
    await until(run.runId, "lease-released");
    expect(scheduler.cards()[0]).not.toHaveProperty("strangerBytes");
  });
  it("starts nothing on a card that is lost, and goes on when another one is put in", async () => {
    const { scheduler, types, until, ids } = await box(8, () => null, { isUsable: (id: string) => id !== "fake0" });
    const run = request(fakeTrain, 3, quick);
    ids.push(run.runId);
    scheduler.submit(run);
    await until(run.runId, "run-waiting");
    expect(scheduler.waits().get(run.runId)?.code).toBe("no-card");
    const [, fresh] = await createFake({ count: 2, memoryBytes: 8e9 }).detect();
    scheduler.noteCards([fresh!]);
    await until(run.runId, "lease-released");
    expect(types(run.runId)).toContain("run-started");
    expect(scheduler.cards().map((card) => card.id)).toEqual(["fake0", "fake1"]);
  });
  it("makes the second wait for the first, then starts it", async () => {
    const { scheduler, types, until, ids } = await box();
    const [first, second] = [request(fakeTrain, 5, { steps: 20, stepMs: 20 }), request(fakeTrain, 5, quick)];
    ids.push(first.runId, second.runId);
    scheduler.submit(first);
    scheduler.submit(second);
    await until(second.runId, "run-waiting");
    expect(scheduler.waits().get(second.runId)?.message).toBe(
      `Needs 5.0 GB, 3.0 GB free on fake0; held by job ${first.runId} (5.0 GB).`,
    );
    expect(scheduler.cards()[0]).toMatchObject({ freeBytes: 3e9, leases: [{ runId: first.runId, memoryBytes: 5e9 }] });
    scheduler.noteEta(first.runId, 30);
    await vi.waitFor(() => expect(scheduler.waits().get(second.runId)?.etaSeconds).toBe(30));
    await until(second.runId, "lease-released");
    expect(types(second.runId)).toEqual(expect.arrayContaining(["run-waiting", "lease-granted", "run-started", "run-ended"]));
    expect(scheduler.waits().size).toBe(0);
  });
  it("refuses at once what can never fit, what is already there, and settings the engine does not take", async () => {
    const { scheduler, ids } = await box();
    expect(() => scheduler.submit(request(fakeTrain, 9, quick))).toThrow("needs 9.0 GB, and card fake0 has 8.0 GB");
    const run = request(fakeTrain, 1, long);
    ids.push(run.runId);
    scheduler.submit(run);
    expect(() => scheduler.submit(run)).toThrow("already there");
    expect(() => scheduler.submit(request(fakeTrain, 1, { steps: -1 }))).toThrow("recipe.steps");
  });
  it("takes a waiting run out of the queue, and stops a live one", async () => {
    const { scheduler, events, until } = await box();
    const [live, waiting] = [request(fakeTrain, 6, long), request(fakeTrain, 6, quick)];
    scheduler.submit(live);
    scheduler.submit(waiting);
    await until(waiting.runId, "run-waiting");
    await scheduler.stop(waiting.runId, "stopped");
    await until(live.runId, "run-started");
    await scheduler.stop(live.runId, "stopped");
    const causes = events.flatMap((e) => (e.type === "run-ended" ? [[e.runId, e.cause.code]] : []));
    expect(causes).toEqual([
      [waiting.runId, "stopped"],
      [live.runId, "stopped"],
    ]);
    expect(scheduler.cards()[0]?.freeBytes).toBe(8e9);
  });
  it("waits for a pack, and starts once it is there", async () => {
    let dir: string | null = null;
    const { scheduler, until } = await box(8, () => dir);
    const run = request(packed, 1, quick);
    scheduler.submit(run);
    await until(run.runId, "run-waiting");
    expect(scheduler.waits().get(run.runId)).toMatchObject({ code: "pack-missing" });
    dir = "/packs/some";
    await until(run.runId, "run-ended");
  });
  it("looks for a missing pack on one beat, however often it decides", async () => {
    const beats = new Set<Promise<void>>();
    const sleep = (ms: number, signal?: AbortSignal) => {
      const beat = systemClock.sleep(ms, signal);
      beats.add(beat);
      return beat;
    };
    const { scheduler, until, ids } = await box(8, () => null, { clock: { ...systemClock, sleep } });
    const run = request(packed, 1, quick);
    ids.push(run.runId);
    scheduler.submit(run);
    await until(run.runId, "run-waiting");
    for (let n = 0; n < 5; n++) {
      scheduler.noteEta("run_other", n);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(beats.size).toBe(1);
  });
  it("a run that cannot be given a seat ends with the reason and holds nothing", async () => {
    const { scheduler, events, until } = await box(8, () => null, { socketDir: path.join(root, "x".repeat(120)) });
    const run = request(fakeServe, 2);
    scheduler.submit(run);
    await until(run.runId, "lease-released");
    const end = events.find((e) => e.type === "run-ended");
    expect(end).toMatchObject({ cause: { code: "crashed", message: expect.stringContaining("longer than the 107 bytes") } });
  });
  it("a living run whose settings a newer version would refuse is adopted all the same", async () => {
    const first = await box();
    const run = request(fakeTrain, 2, long);
    first.scheduler.submit(run);
    await first.until(run.runId, "run-started");
    await first.scheduler.detach();
    const second = await box();
    await second.scheduler.adopt({ ...run, spec: { of: "another version" } }, { cards: ["fake0"], memoryBytes: 2e9 });
    expect(second.types(run.runId)).toEqual(["run-started"]);
    await second.scheduler.stop(run.runId, "stopped");
  });
  it("gives a server a socket, and holds the lease of an adopted one from the first moment", async () => {
    const first = await box();
    const run = request(fakeServe, 2, { tokensPerSecond: 1000 });
    first.scheduler.submit(run);
    await first.until(run.runId, "run-ready");
    await first.scheduler.detach();
    const second = await box();
    second.ids.push(run.runId);
    const adopting = second.scheduler.adopt(run, { cards: ["fake0"], memoryBytes: 2e9 });
    expect(second.scheduler.cards()[0]).toMatchObject({ freeBytes: 6e9 });
    await adopting;
    await second.until(run.runId, "run-ready");
    await second.scheduler.stop(run.runId, "stopped");
    expect(second.scheduler.cards()[0]).toMatchObject({ freeBytes: 8e9 });
  });
  it("has a replica give way to a job in training time, by its owner, and the replica waits behind the job", async () => {
    const time = { belongsTo: "training" as const, untilMs: null, isSet: true };
    const policy = { cardTime: () => time, standingOf: () => ({ mayGiveWay: true, awakeUntilMs: null }) };
    const { scheduler, events, types, until, ids } = await box(8, () => null, { policy });
    const [server, job, again] = [
      request(fakeServe, 6, { tokensPerSecond: 1000 }),
      request(fakeTrain, 6, quick),
      request(fakeServe, 6),
    ];
    ids.push(server.runId, again.runId);
    scheduler.submit(server);
    await until(server.runId, "run-ready");
    scheduler.submit(job);
    await until(server.runId, "give-way-asked");
    expect(types(job.runId)).not.toContain("lease-granted");
    await scheduler.stop(server.runId, "preempted");
    scheduler.submit(again);
    await until(again.runId, "run-started");
    const order = events.flatMap((e) =>
      "runId" in e && ["run-started", "run-ended"].includes(e.type) ? [`${e.type} ${e.runId}`] : [],
    );
    expect(order.slice(1)).toEqual([
      ...[`run-ended ${server.runId}`, `run-started ${job.runId}`, `run-ended ${job.runId}`, `run-started ${again.runId}`],
    ]);
    expect(events.find((e) => e.type === "give-way-asked")).toMatchObject({ to: { kind: "job", label: job.runId } });
  });
  it("starts a job in freed memory only when the card says it is free", async () => {
    const time = { belongsTo: "training" as const, untilMs: null, isSet: true };
    const policy = { cardTime: () => time, standingOf: () => ({ mayGiveWay: true, awakeUntilMs: null }) };
    let memoryUsedBytes = 7e9;
    const sampleOf = (cardId: string) => ({ ...noReading, cardId, at: Date.now(), memoryUsedBytes });
    const real = {
      ...createFake({ memoryBytes: 8e9 }),
      detect: async () => (await createFake().detect()).map((card) => ({ ...card, fake: false })),
    };
    const { scheduler, events, types, until, ids } = await box(8, () => null, { policy, sampleOf, accelerators: [real] });
    const [server, job] = [request(fakeServe, 6, { tokensPerSecond: 1000 }), request(fakeTrain, 6, quick)];
    ids.push(server.runId);
    scheduler.submit(server);
    await until(server.runId, "run-ready");
    scheduler.submit(job);
    await until(server.runId, "give-way-asked");
    await scheduler.stop(server.runId, "preempted");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(types(server.runId)).not.toContain("lease-released");
    expect(types(job.runId)).not.toContain("lease-granted");
    memoryUsedBytes = 1e9;
    await until(job.runId, "run-ended");
    expect(events.findIndex((e) => e.type === "lease-released" && e.runId === server.runId)).toBeLessThan(
      events.findIndex((e) => e.type === "lease-granted" && e.runId === job.runId),
    );
  });
  it("starts nothing more once detached, and leaves the living alone", async () => {
    const { scheduler, events, until } = await box();
    const run = request(fakeTrain, 6, long);
    scheduler.submit(run);
    await until(run.runId, "run-started");
    await scheduler.detach();
    scheduler.submit(request(fakeTrain, 1, quick));
    await new Promise((resolve) => setImmediate(resolve));
    expect(events.filter((e) => e.type === "lease-granted")).toHaveLength(1);
    expect(events.some((e) => e.type === "run-ended")).toBe(false);
    const after = await box();
    await after.scheduler.adopt(run, { cards: ["fake0"], memoryBytes: 6e9 });
    await after.scheduler.stop(run.runId, "stopped");
    expect(after.types(run.runId)).toContain("run-ended");
  });
});
