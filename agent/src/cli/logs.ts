import { existsSync, statSync, watchFile } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { Id } from "../contract/word.ts";
import { lastLines, readable } from "./log-lines.ts";
import { readArguments, UsageError, type Verb } from "./verb.ts";

const parts = ["keeper", "gateway", "agent", "app"];

export const logs: Verb = async (args) => {
  const asked = readArguments("logs", args, { follow: { type: "boolean", short: "f" } }, 1);
  const files = filesOf(asked.settings.data, asked.words[0]);
  const label = (name: string) => (files.size > 1 ? `${name.padEnd(8)}` : "");
  for (const [name, file] of files) {
    for (const line of lastLines(file, files.size > 1 ? 15 : 200)) process.stdout.write(`${label(name)}${line}\n`);
  }
  if (!asked.has("follow")) return 0;
  for (const [name, file] of files) follow(file, (line) => process.stdout.write(`${label(name)}${readable(line)}\n`));
  await new Promise((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
  return 0;
};

function filesOf(data: string, which: string | undefined): Map<string, string> {
  const file = (part: string) => path.join(data, "logs", `${part}.log`);
  if (which === undefined) return new Map(parts.map((part) => [part, file(part)]));
  if (parts.includes(which)) return new Map([[which, file(which)]]);
  const out = Id.safeParse(which).success ? path.join(data, "runs", which, "out.log") : null;
  if (out && existsSync(out)) return new Map([[which, out]]);
  throw new UsageError(`There is no log '${which}': give ${parts.join(", ")} or the id of a run.`);
}

/** Polls: the file may be cut (rotation) or not be there yet. */
function follow(file: string, onLine: (line: string) => void): void {
  let from = existsSync(file) ? statSync(file).size : 0;
  let rest = "";
  watchFile(file, { interval: 300 }, async (now) => {
    if (now.size < from) from = 0;
    if (now.size === from) return;
    const start = from;
    from = now.size;
    const handle = await open(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(now.size - start), 0, now.size - start, start);
    await handle.close();
    const lines = (rest + buffer.toString("utf8", 0, bytesRead)).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  });
}
