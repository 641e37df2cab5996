/** The only sockets that leave the box. An old and a new gateway may overlap (`reusePort`). */
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

/** Plain http on the LAN answers nothing but the way to https. */
export function openRedirectDoor(port: number, host: string, httpsPort: number): Promise<http.Server> {
  return openHttpDoor(port, host, (req, res) => {
    const name = (req.headers.host ?? "").replace(/:\d+$/, "");
    if (!/^([a-z0-9._-]+|\[[0-9a-f:.]+\])$/i.test(name)) {
      res.writeHead(400, { "content-type": "text/plain" }).end("This request does not say which host it wants.\n");
      return;
    }
    res.writeHead(308, { location: `https://${name}:${httpsPort}${req.url?.startsWith("/") ? req.url : "/"}` }).end();
  });
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;

function listen<S extends Server>(server: S, port: number, host: string): Promise<S> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, reusePort: true }, () => {
      server.off("error", reject);
      resolve(server);
    });
  });
}
