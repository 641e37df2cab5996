/** Serving what is no chat: proven ready by a real vector and a real score, on a tiny random model; refused where the model cannot. */
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { Engine, ModelFacts, Seat } from "../../agent/src/engines/engine.ts";
import { fakeServe } from "../../agent/src/engines/fake-serve.ts";
import { llamacpp } from "../../agent/src/engines/llamacpp.ts";
import { askSocket } from "../../agent/src/engines/socket-http.ts";
import { readSettings } from "../../agent/src/settings.ts";
import { packs } from "../support/packs-here.ts";
import { tempFolder } from "./support/processes.ts";
import { startUnderSupervisor } from "./support/supervised.ts";

vi.setConfig({ testTimeout: 120_000 });
const repository = path.resolve(import.meta.dirname, "../..");
const fixture = path.join(repository, "test/fixtures/models/tiny-reranker.gguf");
const packDir = packs.dirOf("llamacpp");
const facts: ModelFacts = { id: "m", name: "m", kind: "gguf", dir: "/m", parameters: 1e4, contextTokens: 128, bytes: 5e4 };

/** A model folder whose GGUF is the given file. */
function modelOf(file: string): ModelFacts {
  const dir = tempFolder();
  mkdirSync(path.join(dir, "gguf"));
  symlinkSync(file, path.join(dir, "gguf/model-f16.gguf"));
  return { ...facts, dir };
}
function seatIn(runDir: string): Seat {
  const glueDir = path.join(repository, "agent/python/llamacpp");
  const socket = path.join(runDir, "s.sock");
  return { runId: "run_aaaaaaaaaaaaaaaa", runDir, cards: [], memoryBytes: 1e9, threads: 1, socket, packDir, glueDir };
}
async function start(engine: Engine, settings: object, model: ModelFacts) {
  const runDir = tempFolder();
  const seat = seatIn(runDir);
  const run = await startUnderSupervisor(engine, { contextTokens: 256, parallel: 1, ...settings }, seat, model);
  const ask = async (at: string, body: object) => {
    const { status, body: text } = await askSocket(
      seat.socket ?? "",
      at,
      { model: "model", ...body },
      AbortSignal.timeout(60_000),
    );
    return { status, body: JSON.parse(text) };
  };
  return { ...run, ask };
}

const shelf: [string, Engine][] = packDir
  ? [
      ["llamacpp", llamacpp],
      ["fake-serve", fakeServe],
    ]
  : [["fake-serve", fakeServe]];
it.runIf(!packDir)("llama.cpp is not tried here: its pack is not installed", () => expect(existsSync(fixture)).toBe(true));

describe.each(shelf)("%s", (_id, engine) => {
  it("embeds: one vector of length 1 per text, tokens counted, base64 where asked", async () => {
    const run = await start(engine, { serves: "embeddings" }, modelOf(fixture));
    await run.until("run-ready");
    const { body } = await run.ask("/v1/embeddings", { input: ["abc", "z"] });
    expect(body.data.map((one: { index: number }) => one.index)).toEqual([0, 1]);
    expect(Math.hypot(...body.data[0].embedding)).toBeCloseTo(1, 4);
    expect(body.usage.prompt_tokens).toBeGreaterThan(0);
    const coded = await run.ask("/v1/embeddings", { input: ["abc", "z"], encoding_format: "base64" });
    const bytes = Buffer.from(coded.body.data[0].embedding, "base64");
    expect(bytes.readFloatLE(0)).toBeCloseTo(body.data[0].embedding[0], 4);
    await run.stop();
  });
  it("ranks: every document has a score, the best comes first", async () => {
    const run = await start(engine, { serves: "rerank" }, modelOf(fixture));
    await run.until("run-ready");
    const { body } = await run.ask("/v1/rerank", { query: "abc", documents: ["zz", "abc", "q"] });
    const scores = body.results.map((one: { relevance_score: number }) => one.relevance_score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores).toHaveLength(3);
    await run.stop();
  });
});

it.runIf(packDir)("llama.cpp refuses to rank with a chat model: it would give numbers without meaning", async () => {
  const folder = path.join(readSettings().home, "models");
  const chat =
    existsSync(folder) &&
    readdirSync(folder)
      .map((name) => path.join(folder, name, "gguf/model-f16.gguf"))
      .find(existsSync);
  const run = await start(llamacpp, { serves: "rerank" }, chat ? modelOf(chat) : { ...facts, dir: "/nowhere" });
  const { cause } = await run.ended();
  expect(cause.code).toBe("bad-config");
  expect(cause.message).toContain(chat ? "not made to rank" : "no model file");
});
