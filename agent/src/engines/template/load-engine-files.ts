/** The engine files of a data folder, read once at boot. A bad one is a problem to show, never a reason not to start. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { RecipeBook } from "../../contract/engine.ts";
import type { Engine } from "../engine.ts";
import { recipeBook, recipeSchema } from "../recipe-schema.ts";
import { readEngineFile } from "./read-engine-file.ts";
import { knobsOf, type TemplateFile, templateEngine } from "./template-engine.ts";

export interface EngineFileProblem {
  file: string;
  line: number;
  message: string;
}
export interface LoadedFiles {
  engines: Engine[];
  books: RecipeBook[];
  problems: EngineFileProblem[];
}

/** `taken`: ids of the engines we ship. */
export function loadEngineFiles(dir: string, taken: readonly string[]): LoadedFiles {
  const loaded: LoadedFiles = { engines: [], books: [], problems: [] };
  const names = existsSync(dir)
    ? readdirSync(dir)
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
    : [];
  const ids = new Set(taken);
  for (const name of names) {
    const file = path.join(dir, name);
    const found = load(file, name.replace(/\.ya?ml$/, ""), ids);
    if ("problem" in found) {
      loaded.problems.push({ file, ...found.problem });
      continue;
    }
    ids.add(found.id);
    loaded.engines.push(templateEngine(found));
    if (found.file.does === "train") loaded.books.push(bookOf(found));
  }
  return loaded;
}

function load(file: string, id: string, ids: ReadonlySet<string>): TemplateFile | { problem: { line: number; message: string } } {
  const wrong = (message: string) => ({ problem: { line: 1, message } });
  if (!/^[a-z][a-z0-9-]{1,39}$/.test(id))
    return wrong("Its name becomes the engine's id: small letters, digits and '-', beginning with a letter.");
  if (ids.has(id)) return wrong(`There is an engine "${id}" already. Give the file another name.`);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    return wrong(`It cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const read = readEngineFile(text);
  if (!read.ok) return { problem: read.problem };
  const template: TemplateFile = { id, here: path.dirname(file), file: read.file };
  // A default outside of its own bounds would refuse every job.
  const checked = recipeSchema(knobsOf(template)).safeParse({});
  if (!checked.success) return wrong(`The default of ${checked.error.issues[0]?.path.join(".")} is outside of its own bounds.`);
  return template;
}

const titles = { quick: ["Quick", "快速"], balanced: ["Balanced", "均衡"], thorough: ["Thorough", "深入"] } as const;
/** One start for all three: its file says no others. */
function bookOf(template: TemplateFile): RecipeBook {
  const knobs = knobsOf(template);
  const hint = { en: "As its file says.", zh: "按引擎文件的默认值。" };
  const presets = Object.entries(titles).map(([id, [en, zh]]) => ({ id, title: { en, zh }, hint, recipe: {} }));
  return recipeBook(template.id, presets, knobs, recipeSchema(knobs));
}
