/** A server without a model: it speaks the protocol and says "fake". For tests and for a box of fake cards. */
import { z } from "zod";
import { defineEngine } from "./engine.ts";
import { explain } from "./explain.ts";
import { fakeCommand, fakeKnobs, fakeProbe } from "./fake-knobs.ts";
import { readyByAnswer, Serves } from "./ready-by-answer.ts";
import { runtimeAdapters } from "./runtime-adapters.ts";

const Spec = z.object({
  ...fakeKnobs,
  serves: Serves.default("chat").describe("Chat and completions, embeddings, or the order of search results."),
  tokensPerSecond: z.number().min(0.1).max(1e6).default(50).describe("How fast it says its words."),
  adapters: z.number().int().min(0).max(64).default(0).describe("Fine-tunes it takes while it answers; 0: none."),
  failRate: z.number().min(0).max(1).default(0).describe("Share of questions it answers with an error of its own."),
  crashAfterMs: z.number().int().min(0).nullable().default(null).describe("It ends by itself after this; empty: never."),
  contextTokens: z.number().int().min(16).default(2048),
  parallel: z.number().int().min(1).default(4),
  threads: z.number().int().positive().nullable().default(null),
  alias: z.string().default("model"),
});

export const fakeServe = defineEngine<z.infer<typeof Spec>>({
  id: "fake-serve",
  title: "Fake server",
  does: "serve",
  loads: ["gguf"],
  gives: ({ serves }) => (serves === "chat" ? ["chat", "completions", "responses", "messages"] : [serves]),
  can: ({ serves }) => (serves === "chat" ? ["tools", "json-schema", "logprobs", "images"] : []),
  contextTokens: (spec) => spec.contextTokens,
  pack: null,
  runsOn: ["cpu", "fake"],
  evidence: "ran-here",
  fake: true,
  spec: Spec,
  graceMs: 5_000,
  probe: fakeProbe,
  need: (spec) => ({ memoryBytes: spec.memoryBytes, cards: 1, diskBytes: 0, source: "estimated" }),
  command: (spec, seat) => fakeCommand("serve.mjs", seat, { ...spec, socket: seat.socket }),
  read: () => null,
  explain: (exit, tail) => explain("serve", exit, tail),
  ready: (spec, seat, upstreamModel, signal) => readyByAnswer(spec.serves ?? "chat", seat.socket ?? "", upstreamModel, signal),
  adapters: runtimeAdapters(({ adapters }) => adapters > 0),
});
