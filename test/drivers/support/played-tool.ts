/** Vendors' tools as real processes that play a file: what they print, how it is torn, and how they die. */
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const fixtures = path.resolve(import.meta.dirname, "../../fixtures/accelerators");

/** What a tool does when its arguments hold `when` (the first part that fits). */
export interface Part {
  when: string;
  /** Under test/fixtures/accelerators; none: it prints nothing. */
  file?: string;
  exit?: number;
  /** After its last line: end (usual), say it all again and again, or stay and say nothing more. */
  after?: "end" | "again" | "hang";
  /** Lines come in halves. */
  torn?: boolean;
  /** Between lines; none: as fast as it can. */
  everyMs?: number;
}

/** Read by each start of a tool, so that a test changes what the next one does. A reader that runs ends when `<name>.stop` is there. */
const player = `#!${process.execPath}
const fs = require("node:fs");
const own = process.argv[1];
const args = process.argv.slice(2).join(" ");
fs.appendFileSync(own + ".calls", args + "\\n");
const part = JSON.parse(fs.readFileSync(own + ".parts", "utf8")).find((one) => args.includes(one.when)) ?? { exit: 9 };
const lines = part.file ? fs.readFileSync(part.file, "utf8").split(/(?<=\\n)/) : [];
const end = () => process.exit(part.exit ?? 0);
const watch = setInterval(() => fs.existsSync(own + ".stop") && process.exit(1), 10);
let at = 0;
function next() {
  if (at === lines.length) {
    if (part.after === "hang") return;
    if (part.after !== "again") return process.stdout.write("", end);
    at = 0;
  }
  const line = lines[at++];
  const half = part.torn ? Math.ceil(line.length / 2) : line.length;
  process.stdout.write(line.slice(0, half), () =>
    setTimeout(() => process.stdout.write(line.slice(half), () => setTimeout(next, part.everyMs ?? (part.after === "again" ? 1 : 0))), part.torn ? 2 : 0));
}
next();
`;

export function playedTools() {
  const dir = mkdtempSync(path.join(os.tmpdir(), "sluice-tools-"));
  const file = (name: string) => path.join(dir, name);
  return {
    /** Stands for PATH; coreutils are there too. */
    path: `${dir}:/usr/bin:/bin`,
    file,
    play(name: string, ...parts: Part[]): void {
      mkdirSync(dir, { recursive: true });
      const whole = parts.map((part) => ({ ...part, file: part.file && path.join(fixtures, part.file) }));
      writeFileSync(file(`${name}.parts`), JSON.stringify(whole));
      rmSync(file(`${name}.stop`), { force: true });
      if (!existsSync(file(name))) writeFileSync(file(name), player, { mode: 0o755 });
    },
    /** The reader that runs dies. */
    stop: (name: string): void => writeFileSync(file(`${name}.stop`), ""),
    takeAway: (name: string): void => rmSync(file(name), { force: true }),
    /** The arguments of every start so far. */
    calls: (name: string): string[] =>
      existsSync(file(`${name}.calls`))
        ? readFileSync(file(`${name}.calls`), "utf8")
            .trimEnd()
            .split("\n")
        : [],
    /** The kernel says what stands in a fixture. */
    say: (log: string, fixture: string): void => appendFileSync(file(log), readFileSync(path.join(fixtures, fixture))),
    remove: (): void => rmSync(dir, { recursive: true, force: true }),
  };
}
export type PlayedTools = ReturnType<typeof playedTools>;

/** A box with eight H100, four Ascend 910B3 and four MI300X, all well. */
export function playAll(tools: PlayedTools): void {
  tools.play(
    "nvidia-smi",
    { when: "-lms", file: "nvidia/read.csv", after: "again" },
    { when: "topo", file: "nvidia/topo.txt" },
    { when: "--query-gpu", file: "nvidia/look.csv" },
  );
  tools.play(
    "npu-smi",
    { when: "info watch", file: "ascend/watch-910b3.txt", after: "again" },
    { when: "topo", file: "ascend/topo.txt" },
    { when: "info", file: "ascend/info-910b3.txt" },
  );
  tools.play("rocm-smi", { when: "--json", file: "amd/rocm-smi.json" });
  tools.play("amd-smi", { when: "monitor", file: "amd/monitor.csv", after: "again" });
}
