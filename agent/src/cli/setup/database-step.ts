import { rmSync } from "node:fs";
import path from "node:path";
import { SluiceError } from "../../contract/error.ts";
import { runCommand } from "../../lib/run-command.ts";
import { writeFileAtomic } from "../../lib/write-file-atomic.ts";
import { hashInputs, isMadeFrom } from "./inputs-hash.ts";
import type { Step } from "./step.ts";

/** The database client is generated from schema.prisma, never committed. */
export function databaseStep(root: string): Step {
  const marker = path.join(root, "agent/src/store/box/generated/.made-from");
  const hash = () => hashInputs(root, ["agent/prisma/schema.prisma", "agent/package.json"]);
  return {
    id: "database",
    title: "generating the database client",
    usualSeconds: 4,
    isDone: () => isMadeFrom(marker, hash()),
    async run(_note, signal) {
      const from = hash();
      rmSync(marker, { force: true });
      const end = await runCommand([process.execPath, path.join(root, "agent/scripts/generate.mjs")], { cwd: root, signal });
      if (end.code !== 0)
        throw new SluiceError("internal", `Generating the database client failed: ${end.tail.slice(-5).join(" ")}`);
      writeFileAtomic(marker, from, 0o644);
    },
  };
}
