/**
 * One suite for every engine of the shelf: the pure part always; the real part (a process, a token, a result) for fakes always
 * and for an engine in a pack where that pack is installed. Where it is not, the suite says so in a test of its own.
 */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { Cause } from "../../agent/src/contract/word.ts";
import type { Engine, ModelFacts, Seat } from "../../agent/src/engines/engine.ts";
import { engines } from "../../agent/src/engines/index.ts";
import { home, packs } from "../support/packs-here.ts";
import { prepared, specFor } from "./support/engine-cases.ts";
import { tempFolder } from "./support/processes.ts";
import { startUnderSupervisor } from "./support/supervised.ts";

vi.setConfig({ testTimeout: 40_000 }); // real processes on a machine that may be busy

const repository = path.resolve(import.meta.dirname, "../..");
const model: ModelFacts = {
  id: "m",
  name: "m",
  kind: "base",
  dir: "/models/m",
  parameters: 135e6,
  contextTokens: 8192,
  bytes: 269e6,
};

const packDirOf = (pack: string | null): string | null => (pack === null ? null : packs.dirOf(pack));
function seatFor(engine: Engine, runDir: string, packDir: string | null): Seat {
  const glueDir = engine.pack === null ? null : path.join(repository, "agent/python", engine.pack);
  const socket = engine.does === "serve" ? path.join(runDir, "s.sock") : null;
  return { runId: "run_aaaaaaaaaaaaaaaa", runDir, cards: [], memoryBytes: 1e9, threads: 2, socket, packDir, glueDir };
}

describe.each(engines.map((engine) => [engine.id, engine] as const))("engine %s", (id, engine) => {
  const spec = engine.spec.parse(specFor(id, prepared("/models/m")));

  it("is named for its file, and says what it is", () => {
    expect(existsSync(path.join(repository, `agent/src/engines/${id}.ts`))).toBe(true);
    expect(["ran-here", "recorded", "from-documents"]).toContain(engine.evidence);
    expect(engine.runsOn.length).toBeGreaterThan(0);
    expect(engine.fake).toBe(id.startsWith("fake-"));
    expect(engine.graceMs).toBeGreaterThan(0);
    if (engine.pack) expect(existsSync(path.join(repository, "agent/python", engine.pack, "pack.json"))).toBe(true);
  });
  it("needs a finite amount of everything, and the same each time", () => {
    const need = engine.need(spec, model);
    for (const n of [need.memoryBytes, need.cards, need.diskBytes]) expect(Number.isFinite(n) && n >= 0).toBe(true);
    expect(need.memoryBytes).toBeGreaterThan(0);
    expect(engine.need(spec, model)).toEqual(need);
    expect(engine.need(spec, { ...model, parameters: null, contextTokens: null }).memoryBytes).toBeGreaterThan(0);
  });
  it("gives an argument array that starts with an absolute path, and a spec that is plain JSON", () => {
    const command = engine.command(spec, seatFor(engine, "/runs/r", "/packs/p"), model);
    expect(path.isAbsolute(command.argv[0])).toBe(true);
    expect(command.argv.every((arg) => typeof arg === "string")).toBe(true);
    expect(command.cwd).toBe("/runs/r");
    expect(JSON.parse(JSON.stringify(command.spec))).toEqual(command.spec);
    expect(Object.keys(command.env)).not.toContain("SLUICE_RUN_TOKEN");
  });
  it("refuses a spec that is none", () => {
    expect(engine.spec.safeParse({ contextTokens: "many", base: 7, out: 7 }).success).toBe(false);
  });
  it("explains every kind of end, and never a stop as a crash", () => {
    for (const [exitCode, signal] of [
      [0, null],
      [1, null],
      [75, null],
      [null, "SIGKILL"],
      [null, "SIGSEGV"],
    ] as const) {
      const cause = Cause.parse(engine.explain({ exitCode, signal, asked: false, failed: null }, ["a line"]));
      expect(cause.message).toMatch(/\.$/);
      const asked = engine.explain({ exitCode, signal, asked: true, failed: null }, ["a line"]);
      expect(["ok", "stopped"]).toContain(asked.code);
    }
  });
  it("takes any line for none of its own or for an event", () => {
    for (const line of ["", "{}", "\u0000", "100%|####| 3/3"]) expect(engine.read(line)).toBeNull();
  });
});

describe.each(engines.map((engine) => [engine.id, engine] as const))("engine %s for real", (id, engine) => {
  const packDir = packDirOf(engine.pack);
  const base = baseFor(engine);
  const isHere = engine.fake || (packDir !== null && base !== null);

  const lacks = packDir === null ? `the pack '${engine.pack}' is not installed` : "no base model is prepared";
  it.runIf(!isHere)(`cannot be run here: ${lacks}, and its probe says what is so`, async () => {
    const probe = await engine.probe(packDir);
    expect(probe.installed).toBe(packDir !== null);
    if (!probe.installed) expect(probe.why).toContain(`'${engine.pack}' is not installed`);
    const spec = engine.spec.parse(specFor(id, prepared("/m")));
    expect(() => engine.command(spec, seatFor(engine, "/r", null), model)).toThrow("not installed");
  });
  it.runIf(isHere)("is found installed, with a version", async () => {
    expect(await engine.probe(packDir)).toMatchObject({ installed: true, version: expect.stringMatching(/\d/) });
  });
  it.runIf(isHere)("does its work under the supervisor, and goes when asked", { timeout: 300_000 }, async () => {
    const runDir = tempFolder();
    const data = prepared(base?.dir ?? runDir, runDir);
    const run = await startUnderSupervisor(engine, specFor(id, data), seatFor(engine, runDir, packDir), base?.facts ?? model);
    if (engine.does === "serve") {
      await run.until("run-ready");
      await run.stop();
      expect(await run.ended()).toMatchObject({ cause: { code: "stopped" } });
    } else {
      const end = await run.ended();
      expect(end, end.lastLines.join("\n")).toMatchObject({ cause: { code: "ok" }, result: expect.anything() });
    }
  });
});

/** A small prepared base model, where one was made: the tiny random one first. */
function baseFor(engine: Engine): { dir: string; facts: ModelFacts } | null {
  if (engine.id === "trl-prepare" || engine.fake) return { dir: "/nowhere", facts: model };
  const folder = path.join(home, "models");
  const names = existsSync(folder)
    ? readdirSync(folder).sort((a, b) => Number(b.includes("tiny")) - Number(a.includes("tiny")))
    : [];
  const dir = names.map((name) => path.join(folder, name)).find((d) => existsSync(path.join(d, "model.json")));
  return dir ? { dir, facts: { ...model, dir } } : null;
}
