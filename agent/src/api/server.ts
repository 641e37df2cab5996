/** The agent's one door: a unix socket of rights 0600 in a folder of rights 0700. */
import { chmodSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import type { ApiEnv } from "./access.ts";

/** Two apps behind it: who asks, and in which shape errors come, is another matter on /v1. */
export interface Apps {
  api: Hono<ApiEnv>;
  v1: Hono<ApiEnv>;
}

export async function listen({ api, v1 }: Apps, socket: string): Promise<Server> {
  const isV1 = (request: Request) => /^\/v1(\/|$)/.test(new URL(request.url).pathname);
  const fetch: Apps["api"]["fetch"] = (request, env) => (isV1(request) ? v1 : api).fetch(request, env);
  const server = createAdaptorServer({ fetch }) as Server;
  // Uploads of many gigabytes take longer than Node's five minutes for a whole request.
  server.requestTimeout = 0;
  rmSync(socket, { force: true }); // the lock of the data folder is ours, so nobody listens there
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socket, resolve);
  });
  chmodSync(socket, 0o600);
  return server;
}

/** New requests are refused, those under way get `graceMs`. */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(timer);
}
