/** The only sockets that leave the box. An old and a new gateway may overlap (`reusePort`). */
import { existsSync } from "node:fs";
import http, { type RequestListener } from "node:http";
import https from "node:https";
import type { AddressInfo, Server } from "node:net";
import type { Certificate } from "./certificate.ts";
import { createClientLinks } from "./client-link/client-links.ts";
import type { Closable } from "./drain.ts";
import type { Front } from "./front.ts";
import { isQuestion } from "./serve-v1.ts";

/** Bodies may take long (uploads of gigabytes), heads may not; ours outlives the clients' keep-alive. */
const options = { requestTimeout: 0, headersTimeout: 30_000, keepAliveTimeout: 75_000, noDelay: true };

export interface Door extends Closable {
  port: number;
}

export async function openHttpDoor(port: number, host: string, front: Front): Promise<Door> {
  const server = http.createServer(options, front.listener);
  return doorOf(server, "connection", front, port, host);
}

export async function openHttpsDoor(port: number, host: string, { key, cert }: Certificate, front: Front): Promise<Door> {
  const server = https.createServer({ ...options, key, cert, minVersion: "TLSv1.2" }, front.listener);
  return doorOf(server, "secureConnection", front, port, host);
}

async function doorOf(
  server: http.Server | https.Server,
  event: "connection" | "secureConnection",
  { ask }: Front,
  port: number,
  host: string,
): Promise<Door> {
  const links = createClientLinks(server, { event, keepAliveMs: options.keepAliveTimeout, isPlain: isQuestion, ask });
  await listen(server, port, host);
  return {
    port: portOf(server),
    close() {
      server.close();
      links.closeIdle();
    },
    closeIdleConnections() {
      server.closeIdleConnections();
      links.closeIdle();
    },
    closeAllConnections() {
      server.closeAllConnections();
      links.closeAll();
    },
  };
}

/** Plain http on the LAN answers nothing but the way to https. Its port is never shared: another box's visitors would come to us. */
export async function openRedirectDoor(port: number, host: string, httpsPort: number): Promise<Door> {
  const redirect: RequestListener = (req, res) => {
    const name = (req.headers.host ?? "").replace(/:\d+$/, "");
    if (!/^([a-z0-9._-]+|\[[0-9a-f:.]+\])$/i.test(name)) {
      res.writeHead(400, { "content-type": "text/plain" }).end("This request does not say which host it wants.\n");
      return;
    }
    res.writeHead(308, { location: `https://${name}:${httpsPort}${req.url?.startsWith("/") ? req.url : "/"}` }).end();
  };
  const server = await listen(http.createServer(options, redirect), port, host, false);
  return Object.assign(server, { port: portOf(server) });
}

/** All addresses of the box. A kernel without IPv6 (the file is missing then) knows no "::" at all. */
export const everyAddress = (inet6 = "/proc/net/if_inet6"): string => (existsSync(inet6) ? "::" : "0.0.0.0");

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

function listen<S extends Server>(server: S, port: number, host: string, reusePort = true): Promise<S> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, reusePort }, () => {
      server.off("error", reject);
      resolve(server);
    });
  });
}
