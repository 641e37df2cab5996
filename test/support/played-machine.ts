import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** A machine in a folder: its root, to be read in place of `/`. */
export function playedMachine(files: Record<string, string>): string {
  const root = mkdtempSync(path.join(os.tmpdir(), "sluice-test-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return root;
}
