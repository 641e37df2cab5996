/** An agent that dies between the fork and the handle: opens the shim, never says "go". argv: shim, run folder, file the child would make. */
import { spawn } from "node:child_process";

const [shim, dir, born] = process.argv.slice(2) as [string, string, string];
const child = spawn("/bin/sh", [shim, dir, "/usr/bin/touch", born], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
child.once("spawn", () => process.stdout.write(`${child.pid}\n`));
setInterval(() => undefined, 60_000);
