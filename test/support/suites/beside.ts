/** Work beside the suites at the lowest priority: what a later one needs, and would otherwise do itself and wait for. */
import { spawn } from "node:child_process";
import { root } from "./spawn-shown.ts";

/** Never fails: the suite that needs it does it again, and fails with its own words. What was said here is shown then, too. */
export function beside(title: string, script: string): Promise<void> {
  const begun = Date.now();
  const child = spawn("nice", ["-n", "19", process.execPath, script], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  return new Promise((resolve) => {
    const end = (how: string) => {
      console.log(`\nBeside the suites, ${((Date.now() - begun) / 1000).toFixed(0)} s: ${title} ${how}`);
      resolve();
    };
    child.once("error", (error) => end(`could not begin (${error.message})`));
    child.once("close", (code) => end(code === 0 ? "done" : `failed:\n${said}\n`));
  });
}
