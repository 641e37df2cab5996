/** Our own cost around the trainer: the same glue with the same spec, run by hand and through the product (order to registered models). */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runCommand } from "../../agent/src/lib/run-command.ts";
import { upWholeBox, type WholeBox } from "../e2e/whole-box.ts";
import { importRows } from "../faults/world.ts";
import { operatorOf } from "../support/operator.ts";
import { packs } from "../support/packs-here.ts";
import { type Bench, type Figures, ratioOf } from "./bench.ts";

const root = path.resolve(import.meta.dirname, "../..");
let box: WholeBox | null = null;
let order: Record<string, unknown> = {};
/** Of the last job through the product: what the glue is given by hand. */
let specFile = "";

export const bench: Bench = {
  name: "overhead",
  rounds: 2,
  sides: ["product", "byHand"],
  async prepare() {
    box = await upWholeBox();
    const call = operatorOf(box.data);
    const base = await poll(async () => {
      const { body } = await call("GET", "/api/models?kind=base");
      return body.data.find((m: { state: string; trainable: boolean }) => m.state === "ready" && m.trainable);
    });
    const rows = readFileSync(path.join(root, "agent/demo/qinghe.jsonl"), "utf8");
    const version = await importRows({ call }, "qinghe", rows);
    order = { baseModelId: base.id, datasetVersionId: version, preset: "quick", recipe: { epochs: 1, generalMix: 1 } };
  },
  run: (side, work) => (side === "product" ? throughProduct() : byHand(work)),
  finish: async () => box?.down(),
  ratios: (rounds) => ({ wallVsByHand: ratioOf(rounds, "wallSeconds", "product", "byHand") }),
};

async function throughProduct(): Promise<Figures> {
  const call = operatorOf(box!.data);
  const from = Date.now();
  const { body } = await call("POST", "/api/jobs", { name: `overhead ${from}`, ...order });
  const job = await poll(async () => {
    const now = (await call("GET", `/api/jobs/${body.id}`)).body;
    return ["succeeded", "failed", "cancelled"].includes(now.state) ? now : null;
  });
  if (job.state !== "succeeded") throw new Error(`the job ended as ${job.state}: ${job.cause?.message}`);
  specFile = path.join(box!.data, "runs", job.runId, "spec.json");
  return { wallSeconds: (Date.now() - from) / 1000 };
}

async function byHand(work: string): Promise<Figures> {
  const dir = mkdtempSync(path.join(work, "by-hand-"));
  writeFileSync(path.join(dir, "spec.json"), readFileSync(specFile));
  const from = Date.now();
  const own = path.join(packs.dirOf("trl")!, "bin/python");
  const end = await runCommand([own, path.join(root, "agent/python/trl/train.py"), dir], { cwd: dir });
  if (end.code !== 0) throw new Error(`train.py ended with ${end.code}: ${end.tail.slice(-5).join("\n")}`);
  return { wallSeconds: (Date.now() - from) / 1000 };
}

/** As often as an open job page asks: a faster look would be a cost of the bench, not of the product. */
async function poll<T>(look: () => Promise<T | null | undefined>): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    await sleep(1000);
  }
}
