/** HTTP over a unix socket, with the cookies of one browser. */
import { type IncomingHttpHeaders, request } from "node:http";

export interface Answer<T> {
  status: number;
  headers: IncomingHttpHeaders;
  body: T;
}
export interface AskOptions {
  body?: unknown;
  raw?: Buffer;
  headers?: Record<string, string>;
}
/** What a browser on the console's own page says of itself. */
const sameOrigin = { "sec-fetch-site": "same-origin", host: "localhost" };

// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects by reading it
export function ask<T = any>(socketPath: string, method: string, path: string, options: AskOptions = {}): Promise<Answer<T>> {
  const payload = options.raw ?? (options.body === undefined ? undefined : Buffer.from(JSON.stringify(options.body)));
  // An empty value leaves a header out.
  const given = Object.entries({ ...sameOrigin, ...options.headers }).filter(([, value]) => value !== "");
  const headers: Record<string, string> = Object.fromEntries(given);
  if (payload) {
    headers["content-type"] ??= options.raw ? "application/octet-stream" : "application/json";
    headers["content-length"] = String(payload.length);
  }
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, method, path, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        const isJson = /\bjson\b/.test(answer.headers["content-type"] ?? "");
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: (isJson ? JSON.parse(text) : text) as T });
      });
    });
    asked.on("error", reject);
    asked.end(payload);
  });
}

/** Remembers cookies like a browser. */
export function createBrowser(socketPath: () => string) {
  const jar = new Map<string, string>();
  // biome-ignore lint/suspicious/noExplicitAny: as above
  return async <T = any>(method: string, path: string, options: AskOptions = {}): Promise<Answer<T>> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await ask<T>(socketPath(), method, path, {
      ...options,
      headers: { ...(cookie ? { cookie } : {}), ...options.headers },
    });
    for (const line of answer.headers["set-cookie"] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value === "" || /max-age=0/i.test(line)) jar.delete(name!);
      else jar.set(name!, value!);
    }
    return answer;
  };
}
export type Browser = ReturnType<typeof createBrowser>;
