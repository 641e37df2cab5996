/** Speaks to a box's agent as the operator at its terminal does: over the unix socket, with the token of secrets.json. */
import { readFileSync } from "node:fs";
import { request } from "node:http";
import path from "node:path";
import { socketDirOf } from "../../agent/src/settings.ts";

export interface Answer<T> {
  status: number;
  body: T;
}

export function operatorOf(data: string) {
  const socketPath = path.join(socketDirOf(data), "agent.sock");
  const token = () => JSON.parse(readFileSync(path.join(data, "secrets.json"), "utf8")).operatorToken as string;
  return async function call<T = any>(method: string, url: string, body?: unknown, raw?: Buffer): Promise<Answer<T>> {
    const payload = raw ?? (body === undefined ? undefined : Buffer.from(JSON.stringify(body)));
    const headers: Record<string, string> = { "x-sluice-operator": token(), host: "localhost" };
    if (payload) {
      headers["content-type"] = raw ? "application/octet-stream" : "application/json";
      headers["content-length"] = String(payload.length);
    }
    return new Promise((resolve, reject) => {
      const req = request({ socketPath, method, path: url, headers }, (res) => {
        const chunks: Buffer[] = [];
        res.on("data", (chunk) => chunks.push(chunk));
        res.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({ status: res.statusCode ?? 0, body: (text ? JSON.parse(text) : null) as T });
        });
      });
      req.on("error", reject);
      req.end(payload);
    });
  };
}
