import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { fillWords } from "./fill.ts";
import { loadEngineFiles } from "./load-engine-files.ts";
import { readEngineFile } from "./read-engine-file.ts";

const serve = `title: Mine
does: serve
runsOn: [nvidia]
command: ["/opt/mine", "--model={model}", "--socket={socket}", "--n={setting.n}"]
gives: [chat]
settings:
  - { name: n, type: integer, default: 3, min: 1, hint: { en: Number., zh: 数。 } }
memory: { fixedGB: 1 }
`;
const problem = (text: string) => {
  const read = readEngineFile(text);
  return read.ok ? null : read.problem;
};
const changed = (from: string, to: string) => {
  expect(serve).toContain(from);
  return problem(serve.replace(from, to));
};

describe("an engine file", () => {
  it("that is right is read, with what it leaves out", () => {
    expect(readEngineFile(serve)).toMatchObject({
      ok: true,
      file: {
        does: "serve",
        evidence: "from-documents",
        cards: 1,
        pack: null,
        health: "/health",
        modelName: "{name}",
        stopSeconds: 30,
      },
    });
  });

  it.each([
    ["title: Mine", "titel: Mine", 1, 'The word "title" is missing.'],
    ["does: serve", "does: think", 2, "say serve or train"],
    ["runsOn: [nvidia]", "runsOn: [nvidia, abacus]", 3, "runsOn.1"],
    ["gives: [chat]", "gives: [chat]\nshell: rm -rf /", 6, 'It does not know the word "shell".'],
    ["min: 1,", "mim: 1,", 7, 'It does not know the word "mim" in settings.0.'],
    ["{socket}", "{sokcet}", 4, "Nobody fills the place {sokcet}."],
    ["--socket={socket}", "--quiet", 4, "{socket}, or else {port}"],
    ["--n={setting.n}", "{port}", 4, "{socket}, or else {port}"],
    ["{setting.n}", "{setting.m}", 4, "Nobody fills the place {setting.m}."],
    ['"/opt/mine"', '"mine"', 4, "absolute path"],
    ['"/opt/mine"', '"{python}"', 4, "say which, e.g. pack: trl"],
    ["gives: [chat]", "gives: [chat]\nmodelName: '{model}'", 6, "not of {model}"],
    ["gives: [chat]", "gives: [chat]\nenv: { path: x }", 6, "capitals"],
    ["command: [", "command: '/opt/mine --x' #[", 4, "command"],
    ["memory: { fixedGB: 1 }", "memory: { fixedGB: 1", 8, "It is no YAML"],
    ["memory: { fixedGB: 1 }", "title: again", 8, "It is no YAML"],
  ])("%s -> %s: says line %#, and what is wrong", (from, to, line, message) => {
    const found = changed(from, to);
    expect(found?.message).toContain(message);
    // What is cut off is missed at the end.
    expect(found?.line === line || (message === "It is no YAML" && found!.line >= line), JSON.stringify(found)).toBe(true);
  });

  it("of nothing, of another kind, or of endless references is a problem, never an exception", () => {
    for (const text of ["", "3", "[]", "\u0000", "a: &a [*a]", "&a [&b [*a, *a], *b, *b]", "x".repeat(100_000)]) {
      expect(problem(text)?.line).toBeGreaterThan(0);
    }
  });

  it("leaves out whole groups whose place is empty, and puts values in as they are", () => {
    const words = fillWords(["{a}", ["--resume", "{b}"], "x{c}y"], { a: "$(rm) 'q'", b: "", c: "{a}" });
    expect(words).toEqual(["$(rm) 'q'", "x{a}y"]);
    expect(fillWords([["--resume", "{b}"]], { b: "/r" })).toEqual(["--resume", "/r"]);
  });
});

describe("the examples", () => {
  const dir = path.resolve(import.meta.dirname, "../../../engines-examples");
  const files = readdirSync(dir).filter((name) => name.endsWith(".yaml"));
  it.each(files)("%s is right, and says in its title when it was not run", (name) => {
    const read = readEngineFile(readFileSync(path.join(dir, name), "utf8"));
    expect(read).toMatchObject({ ok: true });
    if (read.ok && read.file.evidence !== "ran-here") expect(read.file.title).toContain("not run here");
  });
  it("are all taken, each by its name", () => {
    const { engines, books, problems } = loadEngineFiles(dir, ["trl"]);
    expect(problems).toEqual([]);
    expect(engines.map((engine) => `${engine.id}.yaml`)).toEqual(files);
    expect(books.map((book) => book.engineId)).toEqual(engines.filter((one) => one.does === "task").map((one) => one.id));
    expect(loadEngineFiles(dir, ["libai"]).problems).toEqual([
      expect.objectContaining({ line: 1, message: expect.stringContaining("already") }),
    ]);
    expect(loadEngineFiles(path.join(dir, "nowhere"), [])).toEqual({ engines: [], books: [], problems: [] });
  });
});
