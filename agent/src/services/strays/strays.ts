/** Looks again and again at who holds the cards, and what a person can do about processes of ours that no run is known for. */
import type { Strays } from "../../contract/card.ts";
import { SluiceError } from "../../contract/error.ts";
import type { Engine } from "../../engines/engine.ts";
import type { OwnRun } from "../../executors/own-processes.ts";
import type { Logger } from "../../lib/logger.ts";
import { createSerial } from "../../lib/serial.ts";
import type { RunNote } from "../../supervisor/run-note.ts";
import { type Actor, found } from "../may.ts";
import type { Runs } from "../runs.ts";
import type { CardHolders, Found } from "./card-holders.ts";

export interface StraysOptions {
  holders: CardHolders;
  look: () => Promise<Found & { owned: OwnRun[] }>;
  /** Somebody came or went: the queue looks again. */
  onNews: () => void;
  readNote: (dir: string) => RunNote | null;
  engineOf: (id: string) => Engine | null;
  runs: Pick<Runs, "takeBack" | "live" | "stopSoon">;
  /** Asks, waits the grace, ends what is left: all of the session, and nothing that does not carry its token. */
  end: (run: OwnRun, graceMs: number) => Promise<void>;
  now: () => number;
  logger: Pick<Logger, "info" | "warn" | "error">;
}
export type StraysService = ReturnType<typeof createStrays>;

const usualGraceMs = 30_000;

export function createStrays(options: StraysOptions) {
  const { holders, logger } = options;
  const oneAtATime = createSerial();

  const look = (): Promise<OwnRun[]> =>
    oneAtATime(async () => {
      const before = new Set(holders.strays().orphans.map((one) => one.id));
      const { owned, ...seen } = await options.look();
      for (const one of seen.orphans) {
        if (!before.has(one.id))
          logger.warn({ runId: one.runId, pids: one.processes.map(({ pid }) => pid) }, "left over from a run nobody knows");
      }
      if (holders.take(seen)) options.onNews();
      return owned;
    });
  const takenBack = () => options.runs.live().filter((run) => run.ownerId === run.id);
  const read = (): Strays => ({ ...holders.strays(), takenBack: takenBack() });
  /** Looked at now, not as it was: a pid may have been given out again. */
  async function lookFor(id: string): Promise<OwnRun> {
    const owned = (await look()).find((one) => one.id === id);
    if (!owned || !holders.strays().orphans.some((one) => one.id === id)) {
      throw new SluiceError("not-found", "Nothing is left over from such a run.", { hint: "It may have ended meanwhile." });
    }
    return owned;
  }
  return {
    look: async (): Promise<void> => void (await look()),
    /** A person asks; however many do, nobody is asked more than once a second. */
    async lookSoon(): Promise<void> {
      if (options.now() - (holders.strays().lookedAt ?? 0) >= 1000) await look();
    },
    read,
    /** It becomes a run of its own again: in the ledger, watched to its end, stopped like any other. Throws `not-found`, `wrong-state`. */
    async adopt(actor: Actor, id: string): Promise<Strays> {
      const { runId, dir } = await lookFor(id);
      const isWhole = holders.strays().orphans.find((one) => one.id === id)?.cannotAdopt === null;
      const note = isWhole ? options.readNote(dir) : null;
      const engine = note && options.engineOf(note.engineId);
      if (!note || !engine) {
        const why = note
          ? `The engine "${note.engineId}" is not part of this box any more.`
          : "Nothing says what it was started with.";
        throw new SluiceError("wrong-state", why, { hint: "It can only be stopped." });
      }
      await options.runs.takeBack(runId, { ...note, label: `${engine.title} (left over)` }, actor);
      logger.info({ runId, by: actor.id }, "a run was taken back");
      await look();
      return read();
    },
    /** Of what is left over, or of a run taken back. Answers at once; it is gone when its processes are. Throws `not-found`. */
    async stop(actor: Actor, id: string): Promise<Strays> {
      const own = takenBack().find((run) => run.id === id);
      if (own) {
        options.runs.stopSoon(found(actor, "remove", own, "run").id);
        return read();
      }
      const run = await lookFor(id);
      const { runId } = run;
      const note = options.readNote(run.dir);
      const graceMs = (note && options.engineOf(note.engineId)?.graceMs) ?? usualGraceMs;
      logger.info({ runId, by: actor.id }, "what is left over from a run is stopped");
      holders.noteStopping(id);
      options
        .end(run, graceMs)
        .catch((error: unknown) => {
          holders.noteStopFailed(id);
          logger.error({ runId, err: error }, "what is left over from a run could not be stopped");
        })
        .then(look)
        .catch((error: unknown) => logger.error({ err: error }, "a look at the cards failed"));
      return read();
    },
  };
}
