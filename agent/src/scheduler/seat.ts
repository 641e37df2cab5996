import { createHash } from "node:crypto";
import path from "node:path";
import type { Card } from "../contract/card.ts";
import { SluiceError } from "../contract/error.ts";
import type { Engine, Seat } from "../engines/engine.ts";
import type { RunRequest } from "./scheduler-types.ts";

/** The kernel refuses a longer path of a unix socket (108 bytes with the closing zero). */
const longestSocketPath = 107;

export interface SeatOptions {
  socketDir: string;
  runsDir: string;
  threads: number;
  packDirOf: (pack: string) => string | null;
  glueDirOf: (pack: string) => string;
}

/** The same for the same run after any restart of the agent: an adopted server is found at its socket. */
export function seatFor(request: RunRequest, engine: Engine, cards: readonly Card[], options: SeatOptions): Seat {
  const { runId, need } = request;
  return {
    runId,
    runDir: path.join(options.runsDir, runId),
    cards: cards.map(({ id, index, accelerator }) => ({ id, index, accelerator })),
    memoryBytes: need.memoryBytes,
    threads: options.threads,
    socket: engine.does === "serve" ? socketFor(runId, options.socketDir) : null,
    packDir: engine.pack === null ? null : options.packDirOf(engine.pack),
    glueDir: engine.pack === null ? null : options.glueDirOf(engine.pack),
  };
}

export function socketFor(runId: string, socketDir: string): string {
  const name = createHash("sha256").update(runId).digest("hex").slice(0, 12);
  const socket = path.join(socketDir, `${name}.sock`);
  if (Buffer.byteLength(socket) <= longestSocketPath) return socket;
  throw new SluiceError("internal", `The socket path ${socket} is longer than the ${longestSocketPath} bytes the kernel takes.`);
}
