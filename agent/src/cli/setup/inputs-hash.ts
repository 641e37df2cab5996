import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const made = new Set(["node_modules", ".next", "next-env.d.ts"]);

/** One hash of everything a made thing is made from: file names and contents, without what is itself made. */
export function hashInputs(root: string, inputs: readonly string[]): string {
  const hash = createHash("sha256");
  const add = (file: string) => {
    if (made.has(path.basename(file)) || file.endsWith(".tsbuildinfo") || !existsSync(file)) return;
    if (statSync(file).isDirectory()) {
      for (const name of readdirSync(file).sort()) add(path.join(file, name));
    } else {
      const bytes = readFileSync(file);
      hash.update(`${path.relative(root, file)}\0${bytes.length}\0`).update(bytes);
    }
  };
  for (const input of inputs) add(path.join(root, input));
  return hash.digest("hex");
}

/** True if `marker` says that what lies beside it was made from these inputs. */
export function isMadeFrom(marker: string, hash: string): boolean {
  return existsSync(marker) && readFileSync(marker, "utf8").trim() === hash;
}
