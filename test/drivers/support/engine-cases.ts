/** A small, quick, right spec for every engine of the shelf; a new engine adds its line here. */
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";

export interface Prepared {
  base: string;
  train: string;
  heldOut: string;
  out: string;
}

const row = (n: number) => ({
  messages: [
    { role: "user", content: `What is the number of pump ${n}?` },
    { role: "assistant", content: `Pump ${n} has the number QH-${n * 17}.` },
  ],
});
const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => `${JSON.stringify(row(from + i))}\n`).join("");

/** `folder`: where the data of a real run are written; none for the pure part. */
export function prepared(base: string, folder?: string): Prepared {
  const at = folder ?? "/data";
  const [train, heldOut] = [path.join(at, "train.jsonl"), path.join(at, "held-out.jsonl")];
  if (folder && existsSync(folder)) {
    writeFileSync(train, rows(1, 24));
    writeFileSync(heldOut, rows(100, 8));
  }
  return { base, train, heldOut, out: path.join(at, "out") };
}

export function specFor(engineId: string, { base, train, heldOut, out }: Prepared): unknown {
  const job = { base: { dir: base }, data: { train, heldOut }, sampleQuestions: ["What is the number of pump 3?"] };
  const cases: Record<string, unknown> = {
    trl: { ...job, recipe: { epochs: 1, generalMix: 0 } },
    "trl-prepare": { out, kind: "tiny" },
    "trl-tokens": { base: { dir: base }, path: train },
    llamacpp: { contextTokens: 512, parallel: 1 },
    vllm: { contextTokens: 512, parallel: 2 },
    "fake-train": { ...job, recipe: { steps: 5, stepMs: 1 } },
    "fake-serve": { tokensPerSecond: 1000 },
  };
  if (!(engineId in cases)) throw new Error(`test/drivers/support/engine-cases.ts has no case for engine '${engineId}'.`);
  return cases[engineId];
}
