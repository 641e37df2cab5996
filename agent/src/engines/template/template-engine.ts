/** An engine made of a file. What differs between engines stands in the file; what must not (lease, stop, events, end) is ours. */
import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { Knob } from "../../contract/engine.ts";
import { SluiceError } from "../../contract/error.ts";
import { type Command, defineEngine, type Engine, type ModelFacts, type Need, type Probe, type Seat } from "../engine.ts";
import { explain } from "../explain.ts";
import { probePack } from "../glue.ts";
import { jobSpec } from "../job-spec.ts";
import { readyByAnswer } from "../ready-by-answer.ts";
import { knobSchema, recipeSchema } from "../recipe-schema.ts";
import type { EngineFile, ServeFile, TrainFile } from "./engine-file.ts";
import { fill, fillWords, portPlace, type Values } from "./fill.ts";
import { modelValues, settingValues, valuesOf } from "./values-of.ts";

export interface TemplateFile {
  id: string;
  /** Its folder. */
  here: string;
  file: EngineFile;
}
/** Only executors start processes; these two stand there. */
const script = (name: "run-serve.mjs" | "run-task.mjs") => path.join(import.meta.dirname, "../../executors", name);

export const templateEngine = ({ id, here, file }: TemplateFile): Engine =>
  file.does === "serve" ? serveEngine(id, here, file) : trainEngine(id, here, file);

export const knobsOf = ({ file }: TemplateFile): Knob[] => file.settings.map((setting) => ({ ...setting, group: "engine" }));

/** The settings of its file, and the name it is asked by. */
type ServeSpec = { alias: string } & Record<string, unknown>;

function serveEngine(id: string, here: string, file: ServeFile): Engine {
  const shape = Object.fromEntries(knobsOf({ id, here, file }).map((knob) => [knob.name, knobSchema(knob)]));
  const Spec: z.ZodType<ServeSpec> = z.strictObject({
    // What the console asks of any engine; a setting of that name has bounds of its own.
    contextTokens: z.number().int().min(1).optional(),
    serves: z.literal(file.serves).optional(),
    ...shape,
    alias: z.string().default("model"),
  });
  const contextOf = (spec: ServeSpec): number | null => {
    const asked = typeof spec.contextTokens === "number" ? spec.contextTokens : null;
    return asked === null || file.contextTokens === null ? (asked ?? file.contextTokens) : Math.min(asked, file.contextTokens);
  };
  return defineEngine<ServeSpec>({
    ...coreOf(id, here, file),
    does: "serve",
    spec: Spec,
    // What its command names is what it is given.
    loads: JSON.stringify(file.command).includes("{weights}") ? ["merged", "base"] : ["gguf"],
    gives: () => file.gives,
    can: () => file.can,
    contextTokens: contextOf,
    asked: (spec) => ({
      modelName: fill(file.modelName, { ...settingValues(spec), name: spec.alias }),
      metricsPath: file.metrics,
    }),
    need: (spec, model) => needOf(file, model, contextOf(spec), 0),
    command(spec, seat, model) {
      const values: Values = {
        ...valuesOf(seat, here, spec),
        ...modelValues(model),
        ...{ socket: seat.socket ?? "", name: spec.alias, contextTokens: String(contextOf(spec) ?? "") },
      };
      return commandOf(file, seat, values, { ...spec, socket: seat.socket });
    },
    read: () => null,
    explain: (exit, tail) => explain("serve", exit, tail),
    ready: (_spec, seat, upstreamModel, signal) =>
      readyByAnswer(file.serves, seat.socket ?? "", upstreamModel, signal, file.health),
  });
}

function trainEngine(id: string, here: string, file: TrainFile): Engine {
  const Spec = jobSpec(recipeSchema(knobsOf({ id, here, file })));
  type Spec = z.infer<typeof Spec>;
  return defineEngine<Spec>({
    ...coreOf(id, here, file),
    does: "task",
    spec: Spec,
    need: (_spec, model) => needOf(file, model, null, file.diskGB * 1e9),
    command(spec, seat) {
      const { train, heldOut } = spec.data;
      const values: Values = {
        ...valuesOf(seat, here, spec.recipe),
        ...{ base: spec.base.dir, train, heldOut, resumeFrom: spec.resumeFrom ?? "" },
      };
      return commandOf(file, seat, values, { ...spec });
    },
    read: () => null, // run-task.mjs writes events.jsonl
    explain: (exit, tail) => explain("task", exit, tail),
  });
}

function coreOf(id: string, here: string, file: EngineFile) {
  const { title, pack, runsOn, evidence } = file;
  return {
    ...{ id, title, pack, runsOn, evidence },
    // One that runs on fake cards only is a fake, whatever it does.
    fake: runsOn.every((kind) => kind === "fake"),
    graceMs: file.stopSeconds * 1000,
    async probe(packDir: string | null): Promise<Probe> {
      if (pack !== null) {
        const found = probePack(pack, pack === "llamacpp" ? "xllamacpp" : pack, packDir);
        if (!found.installed) return found;
      }
      const program = fill(String(file.command[0]), { here, python: packDir === null ? "" : path.join(packDir, "bin/python") });
      if (!existsSync(program))
        return { installed: false, why: `There is no program ${program}. Install it, or mend ${id}.yaml.` };
      return { installed: true, version: "from its file" };
    },
  };
}

/** Through a process of ours: it fills in a free port and joins it to the socket, or writes the result of a script that knows of none. */
function commandOf(file: EngineFile, seat: Seat, values: Values, spec: Record<string, unknown>): Command {
  if (file.pack !== null && seat.packDir === null) {
    throw new SluiceError("pack-missing", `The pack '${file.pack}' is not installed.`, { hint: "Install it in the settings." });
  }
  const words = fillWords(file.command, values);
  const isBare = file.does === "serve" && !words.some((word) => word.includes(portPlace));
  const wrapper =
    file.does === "serve"
      ? [script("run-serve.mjs"), String(seat.socket)]
      : [script("run-task.mjs"), seat.runDir, file.progress ?? ""];
  const argv = isBare ? words : [process.execPath, ...wrapper, ...words];
  const own = Object.fromEntries(Object.entries(file.env).map(([name, text]) => [name, fill(text, values)]));
  return {
    argv: argv as [string, ...string[]],
    env: { PATH: "/usr/bin:/bin", HOME: seat.runDir, LANG: "C.UTF-8", PYTHONUNBUFFERED: "1", ...own },
    cwd: seat.runDir,
    spec,
  };
}

function needOf({ memory, cards }: EngineFile, model: ModelFacts, contextTokens: number | null, diskBytes: number): Need {
  const parameters = model.parameters ?? model.bytes / 2;
  const bytes =
    memory.fixedGB * 1e9 +
    memory.perModelByte * model.bytes +
    memory.perParameterBytes * parameters +
    memory.perContextTokenBytes * (contextTokens ?? 0);
  return { memoryBytes: Math.max(1, Math.round(bytes)), cards, diskBytes, source: "estimated" };
}
