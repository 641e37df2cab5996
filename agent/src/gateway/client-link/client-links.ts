/**
 * Stands before Node's HTTP server and answers plain questions itself: of what a question costs, half was in the streams, objects and
 * timers that Node makes for each. Every connection begins here, and goes to Node's server at its first byte that is anything else.
 */
import type { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import type { WholeQuestion } from "../client.ts";
import { ClientConnection } from "./client-connection.ts";
import type { ClientReply } from "./client-reply.ts";

export interface ClientLinksOptions {
  /** Of the server: `connection`, or with TLS `secureConnection`. */
  event: "connection" | "secureConnection";
  keepAliveMs: number;
  isPlain(url: string): boolean;
  ask(question: WholeQuestion, reply: ClientReply): void;
}
export interface ClientLinks {
  closeIdle(): void;
  closeAll(): void;
}
/**
 * `waitMs`: a question whose rest is not here by then is waited for by Node's server, by its limits. `slackMs`: we close a little later than
 * we say, so that a question that is on its way then still arrives.
 */
const times = { waitMs: 5000, slackMs: 1000, lookMs: 1000 };

export function createClientLinks(
  server: EventEmitter,
  options: ClientLinksOptions,
  { waitMs, slackMs, lookMs } = times,
): ClientLinks {
  const { event, keepAliveMs, isPlain, ask } = options;
  const all = new Set<ClientConnection>();
  const nodes = server.listeners(event);
  server.removeAllListeners(event);
  const handOver = (socket: Socket) => {
    for (const listener of nodes) listener.call(server, socket);
  };
  const now = () => performance.now();
  const keepOpen = `connection: keep-alive\r\nkeep-alive: timeout=${Math.round(keepAliveMs / 1000)}\r\n`;
  const onGone = (connection: ClientConnection) => void all.delete(connection);
  server.on(event, (socket: Socket) => {
    all.add(new ClientConnection(socket, { isPlain, keepOpen, ask, handOver, onGone, now }));
  });
  // One look a second for all: a timer for each connection costs more than many questions.
  setInterval(() => {
    for (const one of all) {
      const quietMs = now() - one.quietSince;
      if (one.isWaitedFor()) {
        if (quietMs > waitMs) one.handOver();
      } else if (one.isIdle() && quietMs > keepAliveMs + slackMs) one.destroy();
    }
  }, lookMs).unref();
  return {
    closeIdle() {
      for (const one of all) if (one.isIdle()) one.destroy();
    },
    closeAll() {
      for (const one of all) one.destroy();
    },
  };
}
