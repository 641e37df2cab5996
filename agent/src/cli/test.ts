import { runScript } from "./run-script.ts";
import { createScreen } from "./screen.ts";
import { setUp } from "./setup/setup.ts";
import { readArguments, UsageError, type Verb } from "./verb.ts";

/** `--kills N`: N power cuts instead of one; `--all`: every long test; `--engines`: also what lives in optional packs (vLLM). */
export const test: Verb = async (args) => {
  const flags = { engines: { type: "boolean" }, kills: { type: "string" }, all: { type: "boolean" } } as const;
  const asked = readArguments("test", args, flags, 1);
  const kills = asked.text("kills");
  if (kills !== undefined && !/^\d+$/.test(kills)) throw new UsageError("--kills needs a number.");
  await setUp(asked.settings, createScreen(), { packs: true });
  return runScript(asked.settings, "test/support/run-tests.ts", args);
};
