/** A stand-in for the agent: starts one run, says its handle, and hangs until it is killed. argv: run folder, command… */
import { createLocal } from "../../../agent/src/executors/index.ts";

const [dir, ...argv] = process.argv.slice(2) as [string, string, ...string[]];
const handle = await createLocal().start(
  "run_aaaaaaaaaaaaaaaa",
  { argv: argv as [string, ...string[]], env: { PATH: "/usr/bin:/bin" }, cwd: dir },
  dir,
);
process.stdout.write(`${JSON.stringify(handle)}\n`);
setInterval(() => undefined, 60_000);
