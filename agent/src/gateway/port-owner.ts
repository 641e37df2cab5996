import http from "node:http";
import https from "node:https";
import net from "node:net";
import { z } from "zod";
import { SluiceError } from "../contract/error.ts";
import { parseJson } from "../lib/parse-json.ts";

export const Health = z.looseObject({ box: z.string() });

/**
 * `reusePort` would let two different boxes share one port and answer by turns. Throws `in-use` unless the port is free or
 * held by a gateway of this same box (an old one that is draining).
 */
export async function refuseForeignPort(port: number, host: string, secure: boolean, box: string): Promise<void> {
  if (port === 0 || (await isFree(port, host))) return;
  if ((await boxBehind(port, secure)) === box) return;
  throw new SluiceError("in-use", `Port ${port} is taken by another program or another box.`, {
    hint: "Choose another with --port.",
  });
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" ? resolve(false) : reject(error)));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

function boxBehind(port: number, secure: boolean): Promise<string | null> {
  return new Promise((resolve) => {
    const options = {
      host: "127.0.0.1",
      port,
      path: "/healthz",
      timeout: 3000,
      agent: false as const,
      rejectUnauthorized: false,
    };
    const req = (secure ? https : http).get(options, (res) => {
      let text = "";
      res.setEncoding("utf8");
      res.on("data", (part: string) => {
        text += part;
        if (text.length > 10_000) req.destroy();
      });
      res.on("close", () => resolve(parseJson(text, Health)?.box ?? null));
    });
    req.on("timeout", () => req.destroy());
    req.on("error", () => resolve(null));
  });
}
