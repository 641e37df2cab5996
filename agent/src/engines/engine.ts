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
export interface ServeEngine<Spec = unknown> extends EngineCore<Spec> {
  readonly does: "serve";
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
}
export type Engine<Spec = unknown> = TaskEngine<Spec> | ServeEngine<Spec>;

/** Infers Spec inside the driver and erases it for the shelf's list. */
export function defineEngine<Spec>(engine: Engine<Spec>): Engine {
  return engine as unknown as Engine;
}
