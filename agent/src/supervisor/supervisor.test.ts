/** On real processes: the fake engines behind the local executor. A new supervisor plays the agent that comes after a death. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Engine, ModelFacts } from "../engines/engine.ts";
import { fakeServe } from "../engines/fake-serve.ts";
import { fakeTrain } from "../engines/fake-train.ts";
import type { Executor } from "../executors/executor.ts";
import { createLocal } from "../executors/local.ts";
import { readHandle } from "../executors/run-files.ts";
import { findRunProcesses, signalProcess } from "../executors/session-processes.ts";
import { systemClock } from "../lib/clock.ts";
import { createSupervisor } from "./supervisor.ts";
import type { RunEvent, StartPlan, Supervisor } from "./supervisor-types.ts";

vi.setConfig({ testTimeout: 40_000 }); // real processes on a machine that may be busy
const root = mkdtempSync(path.join(os.tmpdir(), "sluice-test-"));
const model: ModelFacts = { id: "m", name: "m", kind: "base", dir: root, parameters: 1, contextTokens: 1, bytes: 1 };
const logger = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const executor = createLocal();
const open: { supervisor: Supervisor; ids: Set<string> }[] = [];
let count = 0;

function watched(bootId?: string, given = executor) {
  const events: RunEvent[] = [];
  const supervisor = createSupervisor({
    executor: bootId ? createLocal({ bootId: () => bootId }) : given,
    clock: systemClock,
    logger,
  });
  const ids = new Set<string>();
  supervisor.on((event) => {
    events.push(event);
    ids.add(event.runId);
  });
  open.push({ supervisor, ids });
  const until = (type: RunEvent["type"]) =>
    vi.waitFor(() => {
      const found = events.find((event) => event.type === type);
      if (!found) throw new Error(`no ${type} yet`);
      return found;
    }, 15_000);
  const ended = async () => (await until("run-ended")) as Extract<RunEvent, { type: "run-ended" }>;
  return { supervisor, events, until, ended };
}
function planFor(engine: Engine, spec: unknown): StartPlan {
  const runId = `run_test${String(++count).padStart(8, "0")}`;
  const runDir = path.join(root, runId);
  mkdirSync(runDir, { recursive: true });
  const socket = engine.does === "serve" ? path.join(root, `${count}.sock`) : null;
  const seat = { runId, runDir, cards: [], memoryBytes: 1, threads: 1, socket, packDir: null, glueDir: null };
  return { runId, engine, spec: engine.spec.parse(spec), model, seat, cardEnv: {}, upstreamModel: "model" };
}
const job = (recipe: Record<string, unknown>, more = {}) => ({
  base: { dir: root },
  data: { train: "t", heldOut: "h" },
  recipe,
  ...more,
});
const exitWith =
  (code: number): Engine["command"] =>
  (_spec, seat) => ({ argv: ["/bin/sh", "-c", `exit ${code}`], env: {}, cwd: seat.runDir, spec: {} });
const sessionOf = (plan: StartPlan) => readHandle(plan.seat.runDir)?.session ?? 0;
const processesOf = (plan: StartPlan) => {
  const handle = readHandle(plan.seat.runDir);
  return handle ? findRunProcesses(handle.session ?? 0, handle.token) : [];
};
const steps = (events: RunEvent[]) =>
  events.flatMap((e) => (e.type === "run-logged" && e.event.type === "step-logged" ? [e.event.step] : []));

afterEach(async () => {
  for (const { supervisor, ids } of open.splice(0)) for (const id of ids) await supervisor.stop(id, "stopped");
});

describe("a task", () => {
  it("runs, tells its events, and ends with its result", async () => {
    const { supervisor, events, ended } = watched();
    const plan = planFor(fakeTrain, job({ steps: 4, stepMs: 1 }));
    await supervisor.start(plan);
    expect(await ended()).toMatchObject({ cause: { code: "ok" }, result: { steps: 4 } });
    expect(events[0]).toMatchObject({ type: "run-started", adopted: false });
    expect(steps(events)).toEqual([1, 2, 3, 4]);
    expect(supervisor.isLive(plan.runId)).toBe(false);
  });
  it("that fails says why, with its last lines", async () => {
    const { supervisor, ended } = watched();
    await supervisor.start(planFor(fakeTrain, job({ steps: 4, stepMs: 1, crashAtStep: 2, lines: ["hello"] })));
    const end = await ended();
    expect(end).toMatchObject({
      cause: { code: "crashed", exitCode: 1, message: "It was told to crash before step 2." },
      result: null,
    });
    expect(end.lastLines).toContain("hello");
  });
  it("with exit code 0 and no result has crashed", async () => {
    const { supervisor, ended } = watched();
    const empty: Engine = { ...fakeTrain, command: (_s, seat) => ({ argv: ["/bin/true"], env: {}, cwd: seat.runDir, spec: {} }) };
    await supervisor.start(planFor(empty, job({})));
    expect(await ended()).toMatchObject({ cause: { code: "crashed", exitCode: 0 } });
  });
  it("is not called lost because one look at it failed", async () => {
    let looks = 0;
    const blinking: Executor = {
      ...executor,
      wait: async (...args) => {
        if (looks++ === 0) throw new Error("EMFILE: too many open files");
        return executor.wait(...args);
      },
    };
    const { supervisor, ended } = watched(undefined, blinking);
    await supervisor.start(planFor(fakeTrain, job({ steps: 4, stepMs: 1 })));
    expect(await ended()).toMatchObject({ cause: { code: "ok" } });
    expect(looks).toBe(2);
  });
  it("whose events cannot be read still ends with its verdict", async () => {
    const { supervisor, ended } = watched();
    const plan = planFor(fakeTrain, job({}));
    mkdirSync(path.join(plan.seat.runDir, "events.jsonl"));
    await supervisor.start({ ...plan, engine: { ...fakeTrain, command: exitWith(3) } });
    expect(await ended()).toMatchObject({ cause: { code: "crashed", exitCode: 3 } });
  });
  it("that cannot even be started ends with the reason", async () => {
    const { supervisor, ended } = watched();
    const plan = planFor(fakeTrain, job({}));
    await supervisor.start({
      ...plan,
      engine: {
        ...fakeTrain,
        command: () => {
          throw new Error("no such model");
        },
      },
    });
    expect(await ended()).toMatchObject({ cause: { code: "crashed", message: "It could not be started: no such model" } });
  });
  it("that is stopped saves a checkpoint, and another run goes on from it", async () => {
    const { supervisor, until, ended } = watched();
    const plan = planFor(fakeTrain, job({ steps: 1000, stepMs: 20, saveEverySteps: 900 }));
    await supervisor.start(plan);
    await vi.waitFor(
      () => expect(readFileSync(path.join(plan.seat.runDir, "events.jsonl"), "utf8")).toContain("step-logged"),
      10_000,
    );
    await supervisor.stop(plan.runId, "preempted");
    await until("run-stopping");
    expect(await ended()).toMatchObject({ cause: { code: "preempted", exitCode: 75 } });
    expect(processesOf(plan)).toEqual([]);
    const again = watched();
    await again.supervisor.start(planFor(fakeTrain, job({ steps: 60, stepMs: 1 }, { resumeFrom: plan.seat.runDir })));
    expect(await again.ended()).toMatchObject({ cause: { code: "ok" } });
    expect(steps(again.events)[0]).toBeGreaterThan(1);
  });
});

describe("the agent goes and another comes", () => {
  it("adopts a living task, replays what happened, and hears the end", async () => {
    const first = watched();
    const plan = planFor(fakeTrain, job({ steps: 30, stepMs: 40 }));
    await first.supervisor.start(plan);
    await vi.waitFor(() => expect(steps(first.events).length).toBeGreaterThan(2), 10_000);
    await first.supervisor.detach();
    expect(first.events.some((e) => e.type === "run-ended")).toBe(false);
    const second = watched();
    await second.supervisor.adopt(plan);
    await second.until("run-started");
    expect(await second.ended()).toMatchObject({ cause: { code: "ok" } });
    expect(steps(second.events)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(second.events[0]).toMatchObject({ type: "run-started", adopted: true }); // before what is replayed
    const replayed = second.events.flatMap((e) => (e.type === "run-logged" ? [e.replayed] : []));
    expect(replayed[0]).toBe(true);
    expect(replayed.at(-1)).toBe(false);
  });
  it("finds one that ended meanwhile", async () => {
    const first = watched();
    const plan = planFor(fakeTrain, job({ steps: 2, stepMs: 1 }));
    await first.supervisor.start(plan);
    await first.supervisor.detach();
    await vi.waitFor(() => expect(processesOf(plan)).toEqual([]), 10_000);
    const second = watched();
    await second.supervisor.adopt(plan);
    expect(await second.ended()).toMatchObject({ cause: { code: "ok" }, result: { steps: 2 } });
    expect(steps(second.events)).toEqual([1, 2]);
    expect(second.events.some((e) => e.type === "run-started")).toBe(false);
  });
  it("with a shim that was killed: goes on, and believes the result", async () => {
    const first = watched();
    const plan = planFor(fakeTrain, job({ steps: 20, stepMs: 30 }));
    await first.supervisor.start(plan);
    await vi.waitFor(() => expect(steps(first.events).length).toBeGreaterThan(0), 10_000);
    await first.supervisor.detach();
    process.kill(sessionOf(plan), "SIGKILL");
    const second = watched();
    await second.supervisor.adopt(plan);
    await second.until("run-started");
    expect(await second.ended()).toMatchObject({ cause: { code: "ok" }, result: { steps: 20 } });
  });
  it("with everything killed: lost", async () => {
    const first = watched();
    const plan = planFor(fakeTrain, job({ steps: 1000, stepMs: 30 }));
    await first.supervisor.start(plan);
    await first.supervisor.detach();
    for (let all = processesOf(plan); all.length > 0; all = processesOf(plan))
      for (const p of all) signalProcess(p.pid, "SIGKILL");
    const second = watched();
    await second.supervisor.adopt(plan);
    expect(await second.ended()).toMatchObject({ cause: { code: "lost" } });
  });
  it("after a power cut: lost, whatever carries the old pid", async () => {
    const first = watched();
    const plan = planFor(fakeTrain, job({ steps: 1000, stepMs: 30 }));
    await first.supervisor.start(plan);
    const second = watched("another-boot");
    await second.supervisor.adopt(plan);
    expect(await second.ended()).toMatchObject({ cause: { code: "lost" } });
  });
  it("in mid-stop: the stop is carried to its end and is no crash", async () => {
    const first = watched();
    const plan = planFor(fakeTrain, job({ steps: 1000, stepMs: 30 }));
    await first.supervisor.start(plan);
    await vi.waitFor(() => expect(steps(first.events).length).toBeGreaterThan(0), 10_000);
    await first.supervisor.detach();
    writeFileSync(path.join(plan.seat.runDir, "stop.json"), JSON.stringify({ why: "stopped" }));
    const second = watched();
    await second.supervisor.adopt(plan);
    expect(await second.ended()).toMatchObject({ cause: { code: "stopped" } });
  });
});

describe("a server", () => {
  it("is ready when a token came back, and adopted is ready again", async () => {
    const first = watched();
    const plan = planFor(fakeServe, { delayMs: 200, tokensPerSecond: 1000 });
    writeFileSync(plan.seat.socket ?? "", "stale");
    await first.supervisor.start(plan);
    const ready = await first.until("run-ready");
    expect(ready.type === "run-ready" && ready.seconds).toBeGreaterThanOrEqual(0.2);
    await first.supervisor.detach();
    const second = watched();
    await second.supervisor.adopt(plan);
    await second.until("run-ready");
    await second.supervisor.stop(plan.runId, "stopped");
    expect(await second.ended()).toMatchObject({ cause: { code: "stopped" } });
  });
  it("that ends by itself has crashed, ready or not", async () => {
    const early = watched();
    await early.supervisor.start(planFor(fakeServe, { exitCode: 3 }));
    expect(await early.ended()).toMatchObject({ cause: { code: "crashed", exitCode: 3 } });
    const late = watched();
    await late.supervisor.start(planFor(fakeServe, { crashAfterMs: 300, tokensPerSecond: 1000 }));
    await late.until("run-ready");
    expect(await late.ended()).toMatchObject({ cause: { code: "crashed", exitCode: 0 } });
  });
  it("that was killed says so", async () => {
    const { supervisor, until, ended } = watched();
    const plan = planFor(fakeServe, { tokensPerSecond: 1000 });
    await supervisor.start(plan);
    await until("run-ready");
    for (const p of processesOf(plan)) if (p.pid !== sessionOf(plan)) process.kill(p.pid, "SIGKILL");
    expect(await ended()).toMatchObject({ cause: { code: "crashed", signal: "SIGKILL" } });
  });
  it("that never gives a token is stopped, and says why", async () => {
    const { supervisor, ended } = watched();
    const plan = planFor(
      {
        ...fakeServe,
        ready: async () => {
          throw new Error("its first completion was answered with 500");
        },
      } as Engine,
      {},
    );
    await supervisor.start(plan);
    expect(await ended()).toMatchObject({ cause: { code: "crashed", message: expect.stringContaining("answered with 500") } });
    expect(processesOf(plan)).toEqual([]);
  });
});

it("leaves nothing behind", () => rmSync(root, { recursive: true }));
