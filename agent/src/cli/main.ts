/** What ./sluice hands over to: one verb, its exit code. 2 = asked wrongly, 1 = could not be done, 130 = stopped by Ctrl-C. */
import { SluiceError } from "../contract/error.ts";
import { UsageError, type Verb } from "./verb.ts";

const verbs: Record<string, () => Promise<Verb>> = {
  up: async () => (await import("./up.ts")).up,
  down: async () => (await import("./down.ts")).down,
  status: async () => (await import("./status.ts")).status,
  logs: async () => (await import("./logs.ts")).logs,
  demo: async () => (await import("./demo.ts")).demo,
  engines: async () => (await import("./engines.ts")).engines,
  test: async () => (await import("./test.ts")).test,
  bench: async () => (await import("./bench.ts")).bench,
  check: async () => (await import("./check.ts")).check,
  simulate: async () => (await import("./simulate.ts")).simulate,
};

const [name = "", ...args] = process.argv.slice(2);
const load = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
if (!load) {
  process.stderr.write(`'${name}' is not something Sluice can do; './sluice help' lists what it can.\n`);
  process.exit(2);
}
try {
  const verb = await load();
  process.exitCode = await verb(args);
} catch (error) {
  process.exitCode = tell(error);
}
// Sockets kept alive for the next request must not hold the terminal.
process.exit();

function tell(error: unknown): number {
  if (error instanceof UsageError) return say(error.message, 2);
  if (error instanceof SluiceError) return say(error.hint ? `${error.message}\n${error.hint}` : error.message, 1);
  return say(error instanceof Error ? (error.stack ?? error.message) : String(error), 1);
}
function say(text: string, code: number): number {
  process.stderr.write(`${text}\n`);
  return code;
}
