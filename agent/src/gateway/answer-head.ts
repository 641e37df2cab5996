/** Heads of answers of /v1, as raw arrays: `setHeader` and header objects put Node on a path that costs microseconds a request. */
import type { DeploymentSnapshot } from "../contract/snapshot.ts";
import type { Reply } from "./client.ts";
import type { Latin1 } from "./latin1.ts";

const added = Symbol("headers of this answer");
type Marked = Reply & { [added]?: string[] };

/** Goes out with whatever answer comes, error or not. The value must be plain ASCII. */
export function addHeader(res: Reply, name: string, value: string): void {
  const headers = (res as Marked)[added];
  if (headers) headers.push(name, value);
  else (res as Marked)[added] = [name, value];
}

/** Several of them: name, value, name, value. */
export function addHeaders(res: Reply, headers: readonly string[]): void {
  if (headers.length === 0) return;
  const before = (res as Marked)[added];
  (res as Marked)[added] = before ? before.concat(headers) : [...headers];
}

/** `headers`: name, value, name, value. */
export function writeHead(res: Reply, status: number, headers: string[]): void {
  const more = (res as Marked)[added];
  res.writeHead(status, more ? more.concat(headers) : headers);
}

/** The whole answer. It goes out together with its head, in one write. */
export function sendBody(res: Reply, status: number, headers: string[], body: Latin1): void {
  headers.push("content-length", String(body.length));
  writeHead(res, status, headers);
  res.end(body, "latin1");
}

/** Who answers, for people who look: name and model version may be in any script, a header may not. */
export function deploymentHeaders({ name, modelVersion }: DeploymentSnapshot): readonly string[] {
  return ["x-sluice-deployment", asciiOf(name), "x-sluice-model", asciiOf(modelVersion)];
}

/** Percent-encoded where it is not plain text. */
export function asciiOf(text: string): string {
  return text.replace(/[^\x20-\x7e]|%/gu, encodeURIComponent);
}
