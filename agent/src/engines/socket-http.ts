/** HTTP over a unix socket, for proving that an engine answers. */
import { request } from "node:http";

export interface SocketAnswer {
  status: number;
  body: string;
}

/** Rejects when nobody listens, the engine hangs up, or `signal` aborts. */
export function askSocket(
  socketPath: string,
  path: string,
  body: unknown | undefined,
  signal: AbortSignal,
): Promise<SocketAnswer> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = text === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
    const call = request(
      { socketPath, path, method: text === undefined ? "GET" : "POST", headers, signal, agent: false },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }));
        answer.on("error", reject);
      },
    );
    call.on("error", reject);
    call.end(text);
  });
}
