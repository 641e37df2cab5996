import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { parseJson } from "./parse-json.ts";

export const packageVersion = (root: string): string =>
  parseJson(readFileSync(path.join(root, "package.json"), "utf8"), z.object({ version: z.string() }))?.version ?? "unknown";

/** `<version>+<commit>`, the commit read from .git itself; a release without .git is just its version. */
export function codeVersion(root: string): string {
  const commit = headCommit(path.join(root, ".git"));
  return commit ? `${packageVersion(root)}+${commit.slice(0, 12)}` : packageVersion(root);
}

function headCommit(git: string): string | null {
  const read = (name: string) => (existsSync(path.join(git, name)) ? readFileSync(path.join(git, name), "utf8").trim() : null);
  try {
    const head = read("HEAD");
    const ref = /^ref: (.+)$/.exec(head ?? "")?.[1];
    if (!ref) return head;
    const packed = () =>
      read("packed-refs")
        ?.split("\n")
        .find((line) => line.endsWith(` ${ref}`))
        ?.split(" ")[0];
    return read(ref) ?? packed() ?? null;
  } catch {
    return null; // a worktree's .git is a file, not a folder
  }
}
