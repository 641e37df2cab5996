/** One look at who holds the cards' memory: /proc once, each driver's own list, and what is known of runs. */
import type { Accelerator } from "../../accelerators/accelerator.ts";
import type { CardState } from "../../contract/card.ts";
import type { OwnRun } from "../../executors/own-processes.ts";
import type { ProcessFacts } from "../../lib/process-facts.ts";
import type { RunNote } from "../../supervisor/run-note.ts";
import { attribute } from "./attribute.ts";
import type { Found } from "./card-holders.ts";

export interface LookParts {
  accelerators: readonly Pick<Accelerator, "id" | "processes">[];
  cards: () => CardState[];
  /** Ids of runs that have not ended, by the book. */
  liveRuns: () => Promise<string[]>;
  readProcesses: () => Promise<ProcessFacts[]>;
  findOwnRuns: (seen: readonly ProcessFacts[]) => OwnRun[];
  readNote: (dir: string) => RunNote | null;
  /** The token of the process that is this folder's; null: nobody wrote one down (yet). */
  tokenOf: (dir: string) => string | null;
  /** The agent, and whoever the keeper started beside it. */
  boxRoots: () => number[];
  now: () => number;
}

export async function lookAtHolders(parts: LookParts): Promise<Found & { owned: OwnRun[] }> {
  // A run that ends, or starts, in the middle of the look is known before or after it.
  const liveBefore = await parts.liveRuns();
  const all = await parts.readProcesses();
  const owned = parts.findOwnRuns(all);
  const cards = parts.cards();
  const listed = await Promise.all(
    parts.accelerators.map((one) =>
      one.processes(
        cards.filter((card) => card.accelerator === one.id),
        all,
      ),
    ),
  );
  const known = new Set([...liveBefore, ...(await parts.liveRuns())]);
  const isKnown = (run: OwnRun) => known.has(run.runId) && (parts.tokenOf(run.dir) ?? run.token) === run.token;
  const lost = owned.filter((run) => !isKnown(run));
  const notes = new Map(lost.map((run) => [run.id, parts.tokenOf(run.dir) === run.token ? parts.readNote(run.dir) : null]));
  const seen = {
    facts: new Map(all.map((one) => [one.pid, one])),
    runOf: new Map(
      owned.flatMap((run) =>
        run.processes.map(({ pid }) => [pid, { runId: run.runId, orphanId: notes.has(run.id) ? run.id : null }] as const),
      ),
    ),
    boxPids: withDescendants(all, parts.boxRoots()),
  };
  const attributed = cards.map((card) => {
    const list = listed[parts.accelerators.findIndex((one) => one.id === card.accelerator)] ?? null;
    const leased = new Map(card.leases.map((lease) => [lease.runId, lease.memoryBytes]));
    const orphans = lost.flatMap(({ id, runId }) => {
      const note = notes.get(id);
      if (!note?.cards.includes(card.id)) return [];
      return { id, runId, memoryBytes: Math.ceil(note.memoryBytes / note.cards.length) };
    });
    const onCard = list?.filter((one) => one.cardId === card.id) ?? null;
    const usedBytes = card.sample?.memoryUsedBytes ?? null;
    return [card.id, attribute({ card, listed: onCard, usedBytes, leased, orphans }, seen)] as const;
  });
  const orphans = lost.map((run) => orphanOf(run, notes.get(run.id) ?? null));
  return { at: parts.now(), cards: new Map(attributed), orphans, owned };
}

function orphanOf({ id, runId, processes }: OwnRun, note: RunNote | null): Found["orphans"][number] {
  return {
    ...{ id, runId },
    since: Math.min(...processes.map((one) => one.startedAt)),
    engineId: note?.engineId ?? null,
    cards: note?.cards ?? [],
    memoryBytes: note?.memoryBytes ?? processes.reduce((sum, one) => sum + one.memoryBytes, 0),
    processes: processes.map(({ pid, startTick, user, command, memoryBytes }) => ({
      pid,
      startTick,
      user,
      command,
      memoryBytes,
    })),
    cannotAdopt: note ? null : "Nothing says any more what it was started with, so it can only be stopped.",
  };
}

function withDescendants(all: readonly ProcessFacts[], roots: readonly number[]): Set<number> {
  const children = Map.groupBy(all, (one) => one.parent);
  const found = new Set<number>();
  const add = (pid: number): void => {
    if (found.has(pid)) return;
    found.add(pid);
    for (const child of children.get(pid) ?? []) add(child.pid);
  };
  for (const root of roots) add(root);
  return found;
}
