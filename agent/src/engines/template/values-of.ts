import path from "node:path";
import type { ModelFacts, Seat } from "../engine.ts";
import type { Values } from "./fill.ts";

/** What stands at the places of a command, of settings and seat. `here`: the folder of the engine file. */
export function valuesOf(seat: Seat, here: string, settings: Record<string, unknown>): Record<string, string> {
  return {
    here,
    python: seat.packDir === null ? "" : path.join(seat.packDir, "bin/python"),
    runDir: seat.runDir,
    threads: String(seat.threads),
    cards: seat.cards.map((card) => card.index).join(","),
    cardCount: String(Math.max(1, seat.cards.length)),
    memoryBytes: String(seat.memoryBytes),
    ...settingValues(settings),
  };
}

export const settingValues = (settings: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`setting.${name}`, String(value)]));

export function modelValues(model: ModelFacts): Values {
  return {
    model: model.dir,
    weights: path.join(model.dir, model.kind === "merged" ? "merged" : "weights"),
    gguf: path.join(model.dir, "gguf/model-f16.gguf"),
  };
}
