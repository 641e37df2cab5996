/**
 * From the end of a job to the first token of its model under the public name, under load: how much of it is ours. `product` is the
 * box, with fake engines (what they take is taken off); `byHand` starts the same engine without it and asks once it is healthy. The part
 * `real` is the same with TRL and llama.cpp.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { askSocket } from "../../agent/src/engines/socket-http.ts";
import { type Asked, type Bench, type Figures, median } from "./bench.ts";
import { fakeStage, realStage, type Stage } from "./publish/stage.ts";
import { watchSwitch, whenHealthy } from "./publish/watch-switch.ts";

const root = path.resolve(import.meta.dirname, "../..");
const load = { fake: { clients: 4, pauseMs: 20 }, real: { clients: 2, pauseMs: 100 } };
const realSwitches = 3;
let asked: Asked;
let stage: Stage | null = null;
/** Of the last version through the product: what byHand starts. */
let specFile = "";
const real: Figures[] = [];
const does = (part: string) => asked.only.length === 0 || asked.only.includes(part);

export const bench: Bench = {
  name: "publish",
  rounds: 5,
  sides: ["product", "byHand"],
  parts: ["fake", "real"],
  async prepare(_work, wanted) {
    asked = wanted;
    if (does("fake")) stage = await fakeStage();
  },
  async run(side, work) {
    if (!stage) return {};
    if (side === "byHand") return byHand(work);
    const seen = await watchSwitch(stage, load.fake);
    specFile = seen.specFile;
    return seen.figures;
  },
  async once() {
    if (!does("real")) return {};
    const on = await realStage();
    try {
      for (let n = 0; n < realSwitches; n += 1) {
        real.push((await watchSwitch(on, load.real)).figures);
        process.stderr.write(`  real ${JSON.stringify(real.at(-1))}\n`);
      }
    } finally {
      await on.close();
    }
    return { real };
  },
  finish: async () => stage?.close(),
  ratios(rounds) {
    const fake = rounds.map(({ sides }) => sides.product ?? {});
    const over = rounds.map(({ sides }) => (sides.product?.totalMs ?? Number.NaN) / (sides.byHand?.totalMs ?? Number.NaN));
    return {
      ownAddedMs: middle(fake, "ownAddedMs"),
      realOwnAddedMs: middle(real, "ownAddedMs"),
      totalVsByHand: median(over),
      failedDuringSwitch: [...fake, ...real].reduce((sum, { failed = 0 }) => sum + failed, 0),
    };
  },
};
const middle = (all: readonly Figures[], name: string) =>
  all.length === 0 ? Number.NaN : median(all.map((figures) => figures[name] ?? Number.NaN));

/** The engine as the product starts it, but for the product: spawn, healthy, first token. */
async function byHand(work: string): Promise<Figures> {
  const dir = mkdtempSync(path.join(work, "by-hand-"));
  const socket = path.join(dir, "e.sock");
  writeFileSync(path.join(dir, "spec.json"), JSON.stringify({ ...JSON.parse(readFileSync(specFile, "utf8")), socket }));
  const from = performance.timeOrigin + performance.now();
  const child = spawn(process.execPath, [path.join(root, "agent/src/engines/fake/serve.mjs"), dir], { stdio: "ignore" });
  try {
    const healthyAt = await whenHealthy(dir);
    const question = { model: "bot", max_tokens: 8, messages: [{ role: "user", content: "hi" }] };
    await askSocket(socket, "/v1/chat/completions", question, AbortSignal.timeout(5000));
    return { totalMs: Math.round(performance.timeOrigin + performance.now() - from), engineMs: Math.round(healthyAt - from) };
  } finally {
    child.kill("SIGKILL");
  }
}
