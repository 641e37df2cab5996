/** How big files and the root may be, and who reads the environment. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Check } from "./check.ts";
import { root } from "./run-tool.ts";

const longest = 300;
const rootEntries = 14;

/** What is or could be committed; ignored files are nobody's business here. */
function files(): string[] {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  return execFileSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 64e6 }).split("\0").filter(Boolean);
}
const read = (file: string): string | null => {
  try {
    return readFileSync(path.join(root, file), "utf8");
  } catch {
    return null; // deleted, not yet committed
  }
};

export const fileLength: Check = {
  id: "file length",
  fix: `split it: no file of code has more than ${longest} lines`,
  async run() {
    const code = files().filter(
      (file) => /(\.(ts|tsx|mjs|cjs|py|sh|css)|^sluice)$/.test(file) && !file.startsWith("test/fixtures/"),
    );
    return code.flatMap((file) => {
      const lines = (read(file) ?? "").split("\n").length - 1;
      return lines > longest ? [`${file}: ${lines} lines`] : [];
    });
  },
};

export const rootSize: Check = {
  id: "root entries",
  fix: `the root holds at most ${rootEntries} entries: move it into a room`,
  async run() {
    const entries = [
      ...new Set(
        files()
          .filter((file) => read(file) !== null)
          .map((file) => file.split("/")[0]!),
      ),
    ];
    return entries.length > rootEntries ? [`${entries.length} entries: ${entries.sort().join(" ")}`] : [];
  },
};

export const oneEnvironment: Check = {
  id: "one reader of the environment",
  fix: "read it in agent/src/settings.ts and pass it on",
  async run() {
    const rooms = files().filter(
      (file) => /^agent\/src\/.*\.ts$/.test(file) && !/\.test\.ts$|^agent\/src\/settings\.ts$/.test(file),
    );
    return rooms.filter((file) => /\bprocess\.env\b/.test(read(file) ?? "")).map((file) => `${file} reads process.env`);
  },
};
