/** The connections to one engine: as many as questions are under way, and some kept open for the next. */
import { type EngineAddress, type EngineAnswer, EngineConnection, type EngineRequest } from "./engine-connection.ts";

/** Idle connections go before the engine drops them (llama.cpp: 5 s), and do not sit on its few threads. */
const idleMs = 1500;
/** llama.cpp closes a connection after a stream or two without a word: so long after a stream it is seen whether this one stays open. */
const settleMs = 100;

export class EngineLinks {
  private readonly address: EngineAddress;
  private readonly all = new Set<EngineConnection>();
  /** The one used last is used next, so the others grow old at the front. */
  private readonly idle: EngineConnection[] = [];
  /** Those that have just streamed, oldest first. */
  private readonly settling: EngineConnection[] = [];
  private sweeper: NodeJS.Timeout | null = null;
  private isClosing = false;

  constructor(address: EngineAddress) {
    this.address = address;
  }

  /** The connection it goes over, to drop or to pause it. `fresh`: one that has not served before. */
  ask(request: EngineRequest, answer: EngineAnswer, fresh = false): EngineConnection {
    if (this.settling.length > 0) this.settle();
    let connection = fresh ? undefined : this.idle.pop();
    while (connection && !connection.isUsable()) connection = this.idle.pop();
    connection ??= this.open();
    connection.ask(request, answer);
    return connection;
  }

  /** Answers under way end in peace. */
  close(): void {
    this.isClosing = true;
    for (const one of [...this.idle.splice(0), ...this.settling.splice(0)]) one.close();
  }

  destroy(): void {
    this.isClosing = true;
    for (const one of [...this.all]) one.close();
  }

  private open(): EngineConnection {
    const connection = new EngineConnection(this.address, this.keep, this.forget);
    this.all.add(connection);
    return connection;
  }

  private readonly keep = (connection: EngineConnection): void => {
    if (this.isClosing) {
      connection.close();
      return;
    }
    (connection.isStreaming ? this.settling : this.idle).push(connection);
    this.sweeper ??= setInterval(() => this.sweep(), idleMs / 3).unref();
  };

  private readonly forget = (connection: EngineConnection): void => {
    this.all.delete(connection);
    for (const list of [this.idle, this.settling]) {
      const at = list.indexOf(connection);
      if (at !== -1) list.splice(at, 1);
    }
  };

  private settle(): void {
    const until = performance.now() - settleMs;
    while (this.settling.length > 0 && this.settling[0]!.idleSince <= until) this.idle.push(this.settling.shift()!);
  }

  private sweep(): void {
    this.settle();
    const until = performance.now() - idleMs;
    while (this.idle.length > 0 && this.idle[0]!.idleSince <= until) this.idle.shift()!.close();
    if (this.idle.length + this.settling.length > 0 || !this.sweeper) return;
    clearInterval(this.sweeper);
    this.sweeper = null;
  }
}
