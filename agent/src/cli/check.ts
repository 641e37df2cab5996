import { runScript } from "./run-script.ts";
import { createScreen } from "./screen.ts";
import { setUp } from "./setup/setup.ts";
import { readArguments, type Verb } from "./verb.ts";

export const check: Verb = async (args) => {
  const { settings } = readArguments("check", args, {});
  await setUp(settings, createScreen(), { packs: false });
  return runScript(settings, "test/support/check.ts", []);
};
