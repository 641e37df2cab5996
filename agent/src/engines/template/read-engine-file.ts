/** Text of an engine file in, the file or what is wrong with it out: with the line, and what to do. Pure, never throws. */
import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { EngineFile } from "./engine-file.ts";
import { placesIn, placesOf } from "./fill.ts";

export interface FileProblem {
  line: number;
  message: string;
}
export type ReadFile = { ok: true; file: EngineFile } | { ok: false; problem: FileProblem };

export function readEngineFile(text: string): ReadFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const wrong = document.errors[0];
  if (wrong) return no(lines.linePos(wrong.pos[0]).line, `It is no YAML: ${wrong.message}`);
  const lineOf = (path: readonly PropertyKey[]): number => lines.linePos(startOf(document, path)).line;
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    return no(1, `It is no YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  const checked = EngineFile.safeParse(value);
  if (!checked.success) return no(...said(checked.error.issues[0]!, lineOf));
  const place = wrongPlace(checked.data);
  if (place) return no(lineOf(place.path), place.message);
  return { ok: true, file: checked.data };
}

const no = (line: number, message: string): ReadFile => ({ ok: false, problem: { line, message } });

/** The nearest thing that is there: what is missing has no line of its own. */
function startOf(document: Document, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function said(issue: z.core.$ZodIssue, lineOf: (path: readonly PropertyKey[]) => number): [line: number, message: string] {
  const where = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    return [lineOf([...issue.path, key]), `It does not know the word "${key}"${where ? ` in ${where}` : ""}.`];
  }
  if (issue.message.endsWith("received undefined")) return [lineOf(issue.path), `The word "${where}" is missing.`];
  const message =
    issue.code === "invalid_union" && where === "does"
      ? "say serve or train"
      : issue.code === "invalid_key"
        ? (issue.issues[0]?.message ?? issue.message)
        : issue.message;
  return [lineOf(issue.path), `${where || "The file"}: ${message}`];
}

interface WrongPlace {
  path: PropertyKey[];
  message: string;
}
/** Places that nobody fills, and those that must be there. */
function wrongPlace(file: EngineFile): WrongPlace | null {
  const known = new Set<string>([...placesOf[file.does], ...file.settings.map(({ name }) => `setting.${name}`)]);
  if (file.pack === null) known.delete("python");
  const words = file.command.flatMap((word, i) => [word].flat().map((text) => ({ text, path: ["command", i] as PropertyKey[] })));
  const others = Object.entries(file.env).map(([name, text]) => ({ text, path: ["env", name] as PropertyKey[] }));
  const settings = file.settings.map(({ name }) => `setting.${name}`);
  const inName =
    file.does === "serve" ? placesIn(file.modelName).find((name) => !["name", ...settings].includes(name)) : undefined;
  if (inName !== undefined)
    return { path: ["modelName"], message: `A model's name is made of {name} and settings, not of {${inName}}.` };
  for (const { text, path } of [...words, ...others]) {
    const unknown = placesIn(text).find((name) => !known.has(name));
    if (unknown === "python") return { path, message: "{python} is the Python of a pack: say which, e.g. pack: trl." };
    if (unknown !== undefined)
      return {
        path,
        message: `Nobody fills the place {${unknown}}. There are: ${[...known].map((name) => `{${name}}`).join(" ")}.`,
      };
  }
  const [program] = file.command;
  if (typeof program !== "string" || !/^(\/|\{here\}|\{python\})/.test(program))
    return { path: ["command", 0], message: "The program must be an absolute path, {python}, or begin with {here}." };
  const used = new Set(words.flatMap(({ text }) => placesIn(text)));
  const isTold = (name: string) => [...words, ...others].some(({ text }) => placesIn(text).includes(name));
  if (file.does === "serve" && used.has("socket") === used.has("port"))
    return { path: ["command"], message: "It must be told where to listen: {socket}, or else {port}." };
  if (file.does === "train" && !isTold("train")) return { path: ["command"], message: "It must be told its data: {train}." };
  const setting = new Set<string>(["alias"]);
  for (const [i, { name }] of file.settings.entries()) {
    if (setting.has(name)) return { path: ["settings", i, "name"], message: `There is a "${name}" already.` };
    setting.add(name);
  }
  if (file.does === "train" && file.progress !== null && !isPattern(file.progress))
    return { path: ["progress"], message: "The pattern is no regular expression." };
  return null;
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text).source !== "";
  } catch {
    return false;
  }
}
