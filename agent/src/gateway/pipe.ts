/** Hands requests of the console and the API through, both ways, as they come. Not hot: a fresh connection each, so none is ever stale. */
import http, { type IncomingHttpHeaders, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from "node:http";
import type { TLSSocket } from "node:tls";

export type PipeTarget = { socketPath: string } | { host: string; port: number };

/**
 * Never reused, yet `keep-alive` is said: with `close` the other side may hang up as soon as it has answered, and Node's empty
 * last write of an upload then fails with EPIPE although a good answer lies in the socket. (`maxFreeSockets: 0` means 256.)
 */
class FreshAgent extends http.Agent {
  override keepSocketAlive(): boolean {
    return false;
  }
}
const fresh = new FreshAgent({ keepAlive: true });
/** How long the rest of an upload is thrown away once it was answered: browsers read no answer before they have sent everything. */
const discardMs = 30_000;

/** Hop-by-hop (RFC 9110 7.6.1), what we set ourselves, what a stranger must not say in our name, and keys, which nobody behind us needs. */
const dropped =
  /^(connection|keep-alive|proxy-.*|te|trailer|authorization|x-api-key|transfer-encoding|upgrade|expect|forwarded|x-forwarded-.*|x-real-ip|x-sluice-.*|x-middleware-.*)$/;

/**
 * `onDown` answers when the other side could not be asked; once its answer has begun, the connection is cut instead.
 * `said`: what we say of the request ourselves, in names that are dropped where a stranger says them.
 */
export function pipe(
  req: IncomingMessage,
  res: ServerResponse,
  target: PipeTarget,
  onDown: () => void,
  said: Record<string, string> = {},
): void {
  const headers = { ...headersFor(req), ...said };
  const asked = http.request({ ...target, agent: fresh, method: req.method, path: req.url, headers });
  let answered = false;
  asked.on("response", (answer) => {
    answered = true;
    res.writeHead(answer.statusCode ?? 502, withoutHops(answer.headers));
    // An event stream says nothing for a while; the browser should know it is open.
    res.flushHeaders();
    answer.pipe(res);
    answer.on("error", () => res.destroy());
    answer.on("aborted", () => res.destroy());
  });
  asked.on("error", () => {
    // After an answer this is only the rest of an upload nobody wanted to read.
    if (answered) return;
    if (res.headersSent || res.destroyed) res.destroy();
    else onDown();
  });
  res.on("close", () => {
    asked.destroy();
    if (!req.complete) discardRest(req);
  });
  req.on("error", () => asked.destroy());
  req.pipe(asked);
}

function discardRest(req: IncomingMessage): void {
  const timer = setTimeout(() => req.socket.destroy(), discardMs);
  req.once("end", () => clearTimeout(timer)).once("close", () => clearTimeout(timer));
  req.unpipe();
  req.resume();
}

function headersFor(req: IncomingMessage): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(req.headers)) if (!dropped.test(name)) headers[name] = value;
  // Without a length Node frames the body in chunks by itself; a request without a body must stay without one.
  if (req.headers["transfer-encoding"] !== undefined) headers["transfer-encoding"] = "chunked";
  headers["x-forwarded-proto"] = (req.socket as TLSSocket).encrypted ? "https" : "http";
  headers["x-forwarded-host"] = req.headers.host ?? "";
  headers["x-forwarded-for"] = req.socket.remoteAddress ?? "";
  return headers;
}

function withoutHops(given: IncomingHttpHeaders): OutgoingHttpHeaders {
  const { connection: _c, "keep-alive": _k, "transfer-encoding": _t, upgrade: _u, ...headers } = given;
  return headers;
}
