/** Useful training tokens per second beside stock TRL (SFTTrainer with its defaults): same data, same steps, same machine, one run. */
import path from "node:path";
import { runCommand } from "../../agent/src/lib/run-command.ts";
import { packs } from "../support/packs-here.ts";
import { type Bench, type Figures, ratioOf } from "./bench.ts";

const root = path.resolve(import.meta.dirname, "../..");

export const bench: Bench = {
  name: "train",
  rounds: 3,
  sides: ["sluice", "trl"],
  // The peer is in the very pack that our glue runs in: nothing else to install.
  prepare: () => packs.install("trl"),
  async run(side, work): Promise<Figures> {
    const own = path.join(packs.dirOf("trl")!, "bin/python");
    const end = await runCommand([own, path.join(root, "test/bench/train.py"), side, work], {
      cwd: root,
      onLine: (line) => process.stderr.write(`  ${line}\n`),
    });
    if (end.code !== 0) throw new Error(`train.py ${side} ended with ${end.code}: ${end.tail.slice(-10).join("\n")}`);
    return JSON.parse(end.tail.findLast((line) => line.startsWith("{")) ?? "") as Figures;
  },
  ratios: (rounds) => ({
    tokensVsTrl: ratioOf(rounds, "usefulTokensPerSecond", "sluice", "trl"),
    heldOutLossVsTrl: ratioOf(rounds, "heldOutLoss", "sluice", "trl"),
  }),
};
