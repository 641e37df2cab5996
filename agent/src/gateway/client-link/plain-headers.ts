import type { IncomingHttpHeaders } from "node:http";
import type { RequestHead } from "../http-parser.ts";

/** They change how a message is read or what the connection becomes: Node's server sees to them. */
const special: ReadonlySet<string> = new Set(["transfer-encoding", "expect", "upgrade", "trailer"]);

/**
 * The headers of a plain question by their lower-case names, or null where it is not one: not a POST of HTTP/1.1 that keeps its connection
 * open, no host, a name said twice (what two of them mean is not decided here), or one of the special ones.
 */
export function plainHeaders({ method, major, minor, isKeptOpen, isUpgrade, headers }: RequestHead): IncomingHttpHeaders | null {
  if (method !== "POST" || major !== 1 || minor !== 1 || !isKeptOpen || isUpgrade) return null;
  const plain: Record<string, string> = Object.create(null) as Record<string, string>;
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at]!.toLowerCase();
    if (plain[name] !== undefined || special.has(name)) return null;
    plain[name] = headers[at + 1]!;
  }
  return plain.host === undefined ? null : plain;
}
