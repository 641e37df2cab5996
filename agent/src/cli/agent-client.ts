/** Speaks to the agent's unix socket as the person at the box's own terminal: with the operator token of secrets.json. */
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { Agent, request } from "undici";
import { z } from "zod";
import { ErrorBody, SluiceError } from "../contract/error.ts";
import { parseJson } from "../lib/parse-json.ts";
import type { Settings } from "../settings.ts";

export interface AgentClient {
  get<T>(url: string, schema: z.ZodType<T>): Promise<T>;
  post<T>(url: string, body: unknown, schema: z.ZodType<T>): Promise<T>;
  /** PUT: the body is the file. */
  upload<T>(url: string, file: string, schema: z.ZodType<T>): Promise<T>;
}
type Body = { content: string | NodeJS.ReadableStream; type: string; bytes: number } | null;

const down = (cause?: unknown) =>
  new SluiceError("agent-down", "The box's agent does not answer.", { hint: "See './sluice logs agent'.", cause });

/** Every call throws the SluiceError the agent answered with, or `agent-down`. */
export function createAgentClient(settings: Pick<Settings, "data" | "agentSocket">): AgentClient {
  const dispatcher = new Agent({ connect: { socketPath: settings.agentSocket } });
  async function call<T>(method: "GET" | "POST" | "PUT", url: string, body: Body, schema: z.ZodType<T>): Promise<T> {
    const headers: Record<string, string> = { "x-sluice-operator": operatorToken(settings.data) };
    if (body) Object.assign(headers, { "content-type": body.type, "content-length": String(body.bytes) });
    const answer = await request(`http://localhost${url}`, {
      dispatcher,
      method,
      headers,
      body: body ? (body.content as string) : null,
    }).catch((error) => {
      throw down(error);
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw errorOf(text, answer.statusCode);
    const value = parseJson(text === "" ? "null" : text, schema);
    if (value === null && text !== "" && text !== "null")
      throw new SluiceError("internal", `The agent's answer to ${url} is not understood.`);
    return value as T;
  }
  return {
    get: (url, schema) => call("GET", url, null, schema),
    post(url, body, schema) {
      const content = JSON.stringify(body);
      return call("POST", url, { content, type: "application/json", bytes: Buffer.byteLength(content) }, schema);
    },
    upload(url, file, schema) {
      const bytes = statSync(file).size;
      return call("PUT", url, { content: createReadStream(file), type: "application/octet-stream", bytes }, schema);
    },
  };
}

function operatorToken(data: string): string {
  const file = path.join(data, "secrets.json");
  const secrets = existsSync(file) ? parseJson(readFileSync(file, "utf8"), z.object({ operatorToken: z.string() })) : null;
  if (!secrets) throw down();
  return secrets.operatorToken;
}

function errorOf(text: string, status: number): SluiceError {
  const body = parseJson(text, ErrorBody);
  return body ? SluiceError.fromBody(body) : new SluiceError("internal", `The agent answered ${status}: ${text.slice(0, 200)}`);
}
