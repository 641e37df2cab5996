/** The only sockets that leave the box. An old and a new gateway may overlap (`reusePort`). */
import { existsSync } from "node:fs";
import http, { type RequestListener } from "node:http";
import https from "node:https";
import type { AddressInfo, Server } from "node:net";
import type { Certificate } from "./certificate.ts";

/** Bodies may take long (uploads of gigabytes), heads may not; ours outlives the clients' keep-alive. */
const options = { requestTimeout: 0, headersTimeout: 30_000, keepAliveTimeout: 75_000, noDelay: true };

export function openHttpDoor(port: number, host: string, listener: RequestListener): Promise<http.Server> {
  return listen(http.createServer(options, listener), port, host);
}

export function openHttpsDoor(
  port: number,
  host: string,
  certificate: Certificate,
  listener: RequestListener,
): Promise<https.Server> {
  const { key, cert } = certificate;
  return listen(https.createServer({ ...options, key, cert, minVersion: "TLSv1.2" }, listener), port, host);
}

/** Plain http on the LAN answers nothing but the way to https. Its port is never shared: another box's visitors would come to us. */
export function openRedirectDoor(port: number, host: string, httpsPort: number): Promise<http.Server> {
  const redirect: RequestListener = (req, res) => {
    const name = (req.headers.host ?? "").replace(/:\d+$/, "");
    if (!/^([a-z0-9._-]+|\[[0-9a-f:.]+\])$/i.test(name)) {
      res.writeHead(400, { "content-type": "text/plain" }).end("This request does not say which host it wants.\n");
      return;
    }
    res.writeHead(308, { location: `https://${name}:${httpsPort}${req.url?.startsWith("/") ? req.url : "/"}` }).end();
  };
  return listen(http.createServer(options, redirect), port, host, false);
}

/** All addresses of the box. A kernel without IPv6 (the file is missing then) knows no "::" at all. */
export const everyAddress = (inet6 = "/proc/net/if_inet6"): string => (existsSync(inet6) ? "::" : "0.0.0.0");

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;

function listen<S extends Server>(server: S, port: number, host: string, reusePort = true): Promise<S> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, reusePort }, () => {
      server.off("error", reject);
      resolve(server);
    });
  });
}
