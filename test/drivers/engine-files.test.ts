/** Engines made of files, for real: the examples that say "runs here" in the packs' own Python, and scripts that know nothing of us. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { Engine, ModelFacts, Seat } from "../../agent/src/engines/engine.ts";
import { loadEngineFiles } from "../../agent/src/engines/template/load-engine-files.ts";
import { readSettings } from "../../agent/src/settings.ts";
import { prepared } from "./support/engine-cases.ts";
import { tempFolder, until } from "./support/processes.ts";
import { startUnderSupervisor } from "./support/supervised.ts";

vi.setConfig({ testTimeout: 120_000 });
const { home } = readSettings();
const examples = path.resolve(import.meta.dirname, "../../agent/engines-examples");
const example = (id: string) => loadEngineFiles(examples, []).engines.find((engine) => engine.id === id)!;
const tiny = path.join(home, "models/tiny-random-test");
const model: ModelFacts = { id: "m", name: "m", kind: "gguf", dir: tiny, parameters: 2e5, contextTokens: 2048, bytes: 4e5 };

function packDir(pack: string): string | null {
  const folder = path.join(home, "packs", pack);
  const built = existsSync(folder) ? readdirSync(folder).map((hash) => path.join(folder, hash)) : [];
  return built.find((dir) => existsSync(path.join(dir, "complete.json"))) ?? null;
}
function seat(engine: Engine, runDir: string): Seat {
  const own = { packDir: engine.pack === null ? null : packDir(engine.pack), glueDir: null };
  const socket = engine.does === "serve" ? path.join(runDir, "s.sock") : null;
  const cards = [{ id: "cpu0", index: 0, accelerator: "cpu" as const }];
  return { runId: "run_aaaaaaaaaaaaaaaa", runDir, cards, memoryBytes: 1e9, threads: 2, socket, ...own };
}
/** An engine of a file that a test writes. */
function made(text: string): Engine {
  const dir = tempFolder();
  writeFileSync(path.join(dir, "mine.yaml"), text);
  const { engines, problems } = loadEngineFiles(dir, []);
  expect(problems).toEqual([]);
  return engines[0]!;
}
const lines = (dir: string) =>
  readFileSync(path.join(dir, "events.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string; step: number; loss: number });
const job = (runDir: string, recipe: object, more: object = {}) => {
  const { base, train, heldOut } = prepared(tiny, runDir);
  return { base: { dir: base }, data: { train, heldOut }, recipe, ...more };
};

describe("plain-pytorch", () => {
  const engine = example("plain-pytorch");
  const isHere = packDir("trl") !== null && existsSync(path.join(tiny, "model.json"));
  it.runIf(!isHere)("cannot be run here, and says so", async () => {
    expect(packDir("trl") === null ? (await engine.probe(null)).installed : existsSync(tiny)).toBe(false);
  });
  it.runIf(isHere)(
    "trains, is stopped with a checkpoint, goes on from it, and leaves a model",
    { timeout: 240_000 },
    async () => {
      const first = tempFolder();
      const run = await startUnderSupervisor(engine, job(first, { steps: 5000 }), seat(engine, first), model);
      await until("a step", () => existsSync(path.join(first, "events.jsonl")), 120_000);
      await run.stop();
      expect(await run.ended()).toMatchObject({ cause: { code: "stopped", exitCode: 75 } });
      const steps = lines(first).filter((one) => one.type === "step-logged");
      const reached = steps.at(-1)!.step;
      expect(steps.map((one) => one.step)).toEqual(Array.from({ length: reached }, (_, i) => i + 1));
      expect(existsSync(path.join(first, `checkpoints/step-${String(reached).padStart(6, "0")}/state.json`))).toBe(true);

      const second = tempFolder();
      const spec = job(second, { steps: reached + 2 }, { resumeFrom: first });
      const again = await startUnderSupervisor(engine, spec, seat(engine, second), model);
      const end = await again.ended();
      expect(end, end.lastLines.join("\n")).toMatchObject({ cause: { code: "ok" } });
      const walked = lines(second);
      expect(walked.map((one) => [one.type, one.step])).toEqual([
        ["step-logged", reached + 1],
        ["step-logged", reached + 2],
        ["held-out-logged", reached + 2],
      ]);
      const result = end.result as { files: { path: string }[]; heldOutLoss: { before: null; after: number } };
      expect(result.files.map((file) => file.path)).toContain("merged/model.safetensors");
      expect(result.heldOutLoss).toEqual({ before: null, after: walked.at(-1)!.loss });
    },
  );
});

describe("llamacpp-by-port", () => {
  const engine = example("llamacpp-by-port");
  const isHere = packDir("llamacpp") !== null && existsSync(path.join(tiny, "model.json"));
  it.runIf(!isHere)("cannot be run here, and says so", async () => {
    expect(packDir("llamacpp") === null ? (await engine.probe(null)).installed : existsSync(tiny)).toBe(false);
  });
  it.runIf(isHere)("answers a real token through the box's socket, and goes when asked", async () => {
    const runDir = tempFolder();
    const run = await startUnderSupervisor(engine, { contextTokens: 512 }, seat(engine, runDir), model);
    await run.until("run-ready");
    await run.stop();
    expect(await run.ended()).toMatchObject({ cause: { code: "stopped" } });
  });
});

describe("programs that know nothing of us", () => {
  const node = process.execPath;
  it("a script's output becomes steps; it fails with its own last line", async () => {
    const text = (code: number) => `title: Mine
does: train
runsOn: [cpu]
command: ["${node}", "-e", "for (const s of [1, 2]) console.log('at ' + s + ' of 2: ' + s / 10); process.exit(${code})", "{train}"]
progress: 'at (?<step>\\d+) of (?<totalSteps>\\d+): (?<loss>[\\d.]+)'
memory: { fixedGB: 1 }
`;
    const engine = made(text(0));
    expect(await engine.probe(null)).toEqual({ installed: true, version: "from its file" });
    const runDir = tempFolder();
    const end = await (await startUnderSupervisor(engine, job(runDir, {}), seat(engine, runDir), model)).ended();
    expect(end).toMatchObject({ cause: { code: "ok" }, result: { files: [], heldOutLoss: { before: null, after: null } } });
    expect(lines(runDir).map((one) => [one.step, one.loss])).toEqual([
      [1, 0.1],
      [2, 0.2],
    ]);
    const other = tempFolder();
    const failing = made(text(3));
    const failed = await (await startUnderSupervisor(failing, job(other, {}), seat(failing, other), model)).ended();
    expect(failed).toMatchObject({ cause: { code: "crashed", exitCode: 3, line: "at 2 of 2: 0.2" } });
  });

  it("one that is killed is told as killed, one that is not there as missing", async () => {
    const runDir = tempFolder();
    const engine = made(`title: Mine
does: train
runsOn: [cpu]
command: ["${node}", "-e", "process.kill(process.pid, 'SIGKILL')", "{train}"]
memory: { fixedGB: 1 }
`);
    const end = await (await startUnderSupervisor(engine, job(runDir, {}), seat(engine, runDir), model)).ended();
    expect(end).toMatchObject({ cause: { code: "crashed", signal: "SIGKILL" } });
    const missing = made(`title: Mine
does: train
runsOn: [cpu]
command: ["/opt/nowhere/bin/x", "{train}"]
memory: { fixedGB: 1 }
`);
    expect(await missing.probe(null)).toMatchObject({ installed: false, why: expect.stringContaining("/opt/nowhere/bin/x") });
    const other = tempFolder();
    const gone = await (await startUnderSupervisor(missing, job(other, {}), seat(missing, other), model)).ended();
    expect(gone.cause).toMatchObject({ code: "crashed", exitCode: 127 });
  });

  it("a server's port is joined to the socket, which is ours alone; a client that hangs up hangs up there", async () => {
    const runDir = tempFolder();
    const server = path.join(runDir, "server.mjs");
    writeFileSync(
      server,
      `import http from "node:http";
       const answer = JSON.stringify({ choices: [{ message: { content: "hi" } }] });
       http.createServer((asked, res) => {
         if (asked.url === "/up") return res.end("ok");
         if (asked.url === "/slow") { asked.on("close", () => console.log("hung up")); res.write("x"); return; }
         res.end(answer);
       }).listen(Number(process.argv[2]), "127.0.0.1");
       process.on("SIGTERM", () => process.exit(0));`,
    );
    const engine = made(`title: Mine
does: serve
runsOn: [cpu]
command: ["${node}", "${server}", "{port}"]
gives: [chat]
health: /up
memory: { fixedGB: 1 }
`);
    const run = await startUnderSupervisor(engine, {}, seat(engine, runDir), model);
    await run.until("run-ready");
    const socketPath = path.join(runDir, "s.sock");
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
    const asked = http.get({ socketPath, path: "/slow", agent: false });
    asked.on("error", () => undefined);
    await new Promise((resolve) => asked.once("response", resolve));
    asked.destroy();
    await until("the hang-up", () => readFileSync(path.join(runDir, "out.log"), "utf8").includes("hung up"));
    await run.stop();
    expect(await run.ended()).toMatchObject({ cause: { code: "stopped" } });
  });
});
