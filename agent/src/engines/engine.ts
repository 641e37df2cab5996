/** What an engine driver is. Drivers are pure but for probe(), ready() and metrics(); they never import each other, the store or settings. */
import type { z } from "zod";
import type { Can, Gives } from "../contract/deployment.ts";
import type { Evidence } from "../contract/engine.ts";
import type { GlueEvent } from "../contract/glue-event.ts";
import type { AcceleratorId, Cause } from "../contract/word.ts";

/** Facts about a model that drivers estimate and build commands from. `dir` holds weights/, gguf/, general/ … as prepared. */
export interface ModelFacts {
  id: string;
  name: string;
  kind: "base" | "adapter" | "merged" | "gguf";
  dir: string;
  parameters: number | null;
  contextTokens: number | null;
  bytes: number;
  /** From the model's config.json, where known: makes the estimate of a server's memory exact. */
  shape?: { layers: number; kvHeads: number; headDim: number; vocabulary?: number | undefined } | null;
  /** Whether its chat template shows tools to the model; null where the template is not known. */
  knowsTools?: boolean | null;
}
/** Bytes of card memory and of disk a run asks for. `source` is shown: an estimate says so. */
export interface Need {
  memoryBytes: number;
  cards: number;
  diskBytes: number;
  source: "estimated" | "measured";
}
/** The cards, memory and socket a run was given. */
export interface Seat {
  runId: string;
  runDir: string;
  cards: readonly { id: string; index: number; accelerator: AcceleratorId }[];
  memoryBytes: number;
  threads: number;
  /** Absolute path of the unix socket a serve engine must listen on (parent folder is 0700); null for tasks. */
  socket: string | null;
  /** Where the engine's pack is installed: `<home>/packs/<pack>/<hash>`; python at `<packDir>/bin/python`. Null: no pack. */
  packDir: string | null;
  /** Folder of the glue verbs of this pack. */
  glueDir: string | null;
}
/** An argument array, never a shell string. `spec` is written to runs/<id>/spec.json before the start. */
export interface Command {
  argv: readonly [string, ...string[]];
  env: Readonly<Record<string, string>>;
  cwd: string;
  spec: unknown;
}
export type Probe = { installed: true; version: string } | { installed: false; why: string };
export interface ExitFacts {
  exitCode: number | null;
  signal: string | null;
  /** True when we asked it to stop (person, drain, pre-emption). */
  asked: boolean;
  /** The `failed` event of the glue, if it wrote one. */
  failed: Extract<GlueEvent, { type: "failed" }> | null;
}

interface EngineCore<Spec> {
  readonly id: string;
  readonly title: string;
  /** The pack it lives in (folder of agent/python), null for engines without one. */
  readonly pack: string | null;
  readonly runsOn: readonly AcceleratorId[];
  readonly evidence: Evidence;
  readonly fake: boolean;
  readonly spec: z.ZodType<Spec>;
  probe(packDir: string | null): Promise<Probe>;
  need(spec: Spec, model: ModelFacts): Need;
  command(spec: Spec, seat: Seat, model: ModelFacts): Command;
  /** A line of out.log -> an event; glue with events.jsonl needs none and returns null. */
  read(line: string): GlueEvent | null;
  explain(exit: ExitFacts, tail: readonly string[]): Cause;
  /** Grace between the ask (SIGTERM) and the kill of the whole group. */
  readonly graceMs: number;
}
export interface Asked {
  /** The model's name as the engine knows it. */
  modelName: string;
  metricsPath: string;
}
export interface TaskEngine<Spec = unknown> extends EngineCore<Spec> {
  readonly does: "task";
}
/** `name` is what the engine is then asked for as `model`; it is never used for two adapters. */
export interface RuntimeAdapters<Spec> {
  /** Pure: whether an engine with these settings takes any. */
  takes(spec: Spec): boolean;
  /** The names on it now, its base among them. */
  attached(socket: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Throws `bad-input` with the engine's own words when it refuses; anything else means that it could not be asked. */
  attach(socket: string, name: string, dir: string, signal: AbortSignal): Promise<void>;
  /** Answers under way end. One that is not there is no error. */
  detach(socket: string, name: string, signal: AbortSignal): Promise<void>;
}
/** Levels as vLLM has them: 1 keeps the weights in the machine's memory, 2 drops them. */
export interface EngineSleep<Spec> {
  /** Pure: whether an engine with these settings can be asked to. */
  takes(spec: Spec): boolean;
  /**
   * Resolves to the bytes it gave back, by `memoryBytes` (of its processes, or on its card) before and after: an engine's own word proves
   * nothing, vLLM on a processor says 200 and frees nothing. Who gets too little back stops the engine instead.
   */
  down(socket: string, level: 1 | 2, memoryBytes: () => Promise<number>, signal: AbortSignal): Promise<number>;
  /** Resolves when it says that it is awake; that it answers is proven by ready(). */
  up(socket: string, signal: AbortSignal): Promise<void>;
}
export interface ServeEngine<Spec = unknown> extends EngineCore<Spec> {
  readonly does: "serve";
  /** Kinds of registry entries it can load, the best first: whoever names another entry of the same model gets this one. */
  readonly loads: readonly ModelFacts["kind"][];
  /** Pure: the paths that a deployment with these settings answers. */
  gives(spec: Spec): readonly Gives[];
  /** Pure: what its chats can carry beyond text. */
  can(spec: Spec, model: ModelFacts): readonly Can[];
  /** Pure: longest question and answer together; null where it does not say. */
  contextTokens(spec: Spec, model: ModelFacts): number | null;
  /** Pure: how it is asked, where that is not by the deployment's name and at /metrics. */
  asked?(spec: Spec): Asked;
  /** Resolves when a real answer of the kind it gives came back over the seat's socket; rejects when `signal` aborts. */
  ready(spec: Spec, seat: Seat, upstreamModel: string, signal: AbortSignal): Promise<void>;
  /** Fine-tunes put on an engine while it answers: one base in memory, many models. Left out: it cannot. */
  readonly adapters?: RuntimeAdapters<Spec>;
  /** The card's memory given back by a process that lives on. Left out: it can only be stopped. */
  readonly sleep?: EngineSleep<Spec>;
}
export type Engine<Spec = unknown> = TaskEngine<Spec> | ServeEngine<Spec>;

/** Infers Spec inside the driver and erases it for the shelf's list. */
export function defineEngine<Spec>(engine: Engine<Spec>): Engine {
  return engine as unknown as Engine;
}
