import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { runScript } from "./run-script.ts";
import { createScreen } from "./screen.ts";
import { setUp } from "./setup/setup.ts";
import { readArguments, UsageError, type Verb } from "./verb.ts";

/** They bring their own engines, or need none: neither console nor packs. */
const standAlone = ["gateway", "sampler", "usage"];
/** To be quicker: fewer rounds, some parts of a bench, some sides. The bench itself knows their names. `--full`: all of it, however long. */
const chosen = { rounds: { type: "string" }, only: { type: "string" }, sides: { type: "string" } } as const;

export const bench: Verb = async (args) => {
  const asked = readArguments("bench", args, { json: { type: "boolean" }, full: { type: "boolean" }, ...chosen }, 1);
  const { root } = asked.settings;
  const suffix = ".bench.ts";
  const dir = path.join(root, "test/bench");
  const names = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith(suffix)) : [];
  const known = names.map((name) => name.slice(0, -suffix.length)).sort();
  const [name] = asked.words;
  if (name === undefined || !known.includes(name)) {
    throw new UsageError(
      `${name === undefined ? "Say which bench" : `There is no bench '${name}'`}; there are: ${known.join(", ") || "none yet"}.`,
    );
  }
  const isAlone = standAlone.includes(name);
  await setUp(asked.settings, createScreen(), { packs: !isAlone, console: !isAlone });
  const passed = Object.keys(chosen).flatMap((flag) => (asked.has(flag) ? [`--${flag}=${asked.text(flag)}`] : []));
  const flags = ["json", "full"].filter((flag) => asked.has(flag)).map((flag) => `--${flag}`);
  return runScript(asked.settings, "test/bench/run-bench.ts", [name, ...flags, ...passed]);
};
