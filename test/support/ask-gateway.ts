/** Small HTTP clients of the gateway for tests: one that reads all, one that can be slow or hang up. */
import http, { type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import net from "node:net";
import { testKey } from "./start-gateway.ts";

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}
export interface Asking {
  key?: string | null;
  method?: string;
  headers?: Record<string, string>;
  path?: string;
  signal?: AbortSignal;
}

export const question = { model: "helpdesk", messages: [{ role: "user", content: "hi" }] };
export const chatPath = "/v1/chat/completions";

/** As the clients of the real world: a connection is kept for the next question. */
const agent = new http.Agent({ keepAlive: true });

/** Sends and resolves with the answer's head; the body is the caller's to read. */
export function open(
  port: number,
  body: unknown,
  asking: Asking = {},
): Promise<{ req: http.ClientRequest; res: IncomingMessage }> {
  const { key = testKey, path = chatPath } = asking;
  const method = asking.method ?? (body === undefined ? "GET" : "POST");
  const headers = {
    ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...asking.headers,
  };
  return new Promise((resolve, reject) => {
    const req = http.request({ host: "127.0.0.1", port, path, method, headers, agent, signal: asking.signal }, (res) =>
      resolve({ req, res }),
    );
    req.on("error", reject);
    req.end(body === undefined ? undefined : Buffer.isBuffer(body) || typeof body === "string" ? body : JSON.stringify(body));
  });
}

export async function ask(port: number, body: unknown, asking: Asking = {}): Promise<Reply> {
  const { res } = await open(port, body, asking);
  return { status: res.statusCode ?? 0, headers: res.headers, text: await readAll(res) };
}

/** Rejects when the connection is cut before the body's end. */
export async function readAll(res: IncomingMessage): Promise<string> {
  let text = "";
  res.setEncoding("utf8");
  for await (const part of res) text += part;
  return text;
}

/** The data of every event of a stream. */
export function eventsOf(text: string): string[] {
  return text
    .split("\n\n")
    .filter((frame) => frame.startsWith("data: "))
    .map((frame) => frame.slice(6));
}

/** Bytes as they are on the wire, for what no honest client sends. */
export function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = net.connect(port, "127.0.0.1", () => socket.write(text));
    socket.setEncoding("utf8").on("data", (part) => {
      answer += part;
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}
