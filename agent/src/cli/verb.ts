import { parseArgs } from "node:util";
import type { Settings } from "../settings.ts";
import { BoxWord, settingsWith } from "../settings.ts";

/** What `./sluice <name>` does; answers with the exit code. */
export type Verb = (args: string[]) => Promise<number>;

/** The person typed something that is not there: one sentence, exit code 2. */
export class UsageError extends Error {}

type Flags = Record<string, { type: "string" | "boolean"; short?: string }>;
export interface Asked {
  settings: Settings;
  text(flag: string): string | undefined;
  has(flag: string): boolean;
  words: string[];
}

/** Reads flags; `--data` is known to every verb, `--port` and `--lan` where listed. Throws UsageError. */
export function readArguments(verb: string, args: string[], flags: Flags, maxWords = 0): Asked {
  const { values, positionals } = parse(verb, args, { data: { type: "string" }, ...flags });
  if (positionals.length > maxWords) {
    throw new UsageError(
      `'${positionals[maxWords]}' is one word too many for './sluice ${verb}'; './sluice help' shows its form.`,
    );
  }
  const text = (flag: string) => (typeof values[flag] === "string" ? values[flag] : undefined);
  const data = text("data");
  if (data === "") throw new UsageError("--data needs the path of a folder.");
  const port = readPort(text("port"));
  const box = text("box");
  const said = box === undefined ? null : BoxWord.safeParse(box);
  if (said?.error) throw new UsageError(`'${box}' is no box: ${said.error.issues[0]?.message}.`);
  const asked = {
    ...(data === undefined ? {} : { data }),
    ...(port === undefined ? {} : { port }),
    ...(box === undefined ? {} : { box }),
    lan: values.lan === true,
  };
  return { settings: settingsWith(asked), text, has: (flag) => values[flag] !== undefined, words: positionals };
}

function parse(verb: string, args: string[], options: Flags) {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const unknown = /Unknown option '([^']+)'/.exec(said)?.[1];
    const missing = /Option '(?:-\w, )?(--[\w-]+)[^']*' argument missing|Option '(--[\w-]+)[^']*' argument is ambiguous/.exec(
      said,
    );
    if (unknown) throw new UsageError(`'./sluice ${verb}' has no ${unknown}; './sluice help' lists what it takes.`);
    if (missing) throw new UsageError(`${missing[1] ?? missing[2]} needs a value.`);
    throw new UsageError(`${said.split(/[.\n]/)[0]}.`);
  }
}

/** A port a person typed; undefined if they did not. */
export function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new UsageError(`'${text}' is not a port: give a number from 1 to 65535.`);
  return port;
}
