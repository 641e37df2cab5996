/**
 * A line of a usage file, checked by hand: the schema's own parser costs several times the JSON, and a day of 20 million requests has
 * twice as many lines. Lines of the first version are read too: their `model` was the public name, and they knew no money.
 */
import { UsageLine } from "./snapshot.ts";

type Fields = Record<string, unknown>;

/** Null for what is no line of ours: torn, foreign, or with a field that cannot be. */
export function readUsageLine(text: string): UsageLine | null {
  const line = parse(text);
  if (line === null || !isText(line.id) || !isNumber(line.at)) return null;
  if (line.t === "mark") return isCount(line.completion) ? (line as UsageLine) : null;
  if (line.t === "event") return UsageLine.safeParse(line).data ?? null;
  if (line.t !== "open" && line.t !== "end") return null;
  const isOpen = line.t === "open";
  if (line.route === undefined) Object.assign(line, { route: line.model, model: "" }, isOpen ? { price: null } : unknownThen);
  if (!isCall(line)) return null;
  return (isOpen ? hasOpen(line) : hasEnd(line)) ? (line as UsageLine) : null;
}

const unknownThen = { cost: 0, stream: false, queueMs: 0, tries: 1, log: null };

function parse(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Fields) : null;
  } catch {
    return null;
  }
}

const isText = (value: unknown) => typeof value === "string";
const isNumber = (value: unknown) => typeof value === "number";
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;

function isCall({ key, project, route, model, deployment, path }: Fields): boolean {
  return isText(key) && isText(project) && isText(route) && isText(model) && isText(deployment) && isText(path);
}
function hasOpen({ reserve, prompt, price }: Fields): boolean {
  if (!isCount(reserve) || !isCount(prompt)) return false;
  if (typeof price !== "object") return false;
  const { input, output, cached } = (price ?? { input: 0, output: 0, cached: 0 }) as Fields;
  return isCount(input) && isCount(output) && isCount(cached);
}
function hasEnd(line: Fields): boolean {
  const { status, prompt, completion, cached, cost, stream, estimated, tries, queueMs, firstMs, totalMs, cut, log, failedOn } =
    line;
  if (!isCount(status) || !isCount(prompt) || !isCount(completion) || !isCount(cached) || !isCount(cost)) return false;
  if (typeof stream !== "boolean" || typeof estimated !== "boolean" || !isCount(tries)) return false;
  if (!isNumber(queueMs) || !isNumber(totalMs) || (firstMs !== null && !isNumber(firstMs))) return false;
  if (failedOn !== undefined && !(Array.isArray(failedOn) && failedOn.every(isText))) return false;
  return (cut === null || cut === "client" || cut === "engine") && (log === null || isText(log));
}
