/** Whose every byte of a card is. Pure: what the driver lists, what /proc says, what the ledger holds; owners out. */
import type { CardProcess } from "../../accelerators/accelerator.ts";
import type { Card, CardHolder } from "../../contract/card.ts";
import type { ProcessFacts } from "../../lib/process-facts.ts";
import type { CardStrangers } from "../../scheduler/plan.ts";

export interface Seen {
  facts: ReadonlyMap<number, ProcessFacts>;
  /** Pid -> the run it was started for; `orphanId` null: that run is known here. */
  runOf: ReadonlyMap<number, { runId: string; orphanId: string | null }>;
  /** Agent, gateway, console and what they started. */
  boxPids: ReadonlySet<number>;
}
export interface AtCard {
  card: Card;
  /** Null: its driver does not tell. */
  listed: readonly CardProcess[] | null;
  /** What the card itself says is used, at about the same moment. */
  usedBytes: number | null;
  /** By run, of those that hold a lease on it. */
  leased: ReadonlyMap<string, number>;
  /** Orphans whose driver names no process: what they were given once. */
  orphans: readonly { id: string; runId: string; memoryBytes: number }[];
}
export interface Attributed {
  holders: CardHolder[] | null;
  strangers: CardStrangers | null;
}

/** More of them are put together. */
const shownStrangers = 12;
const nobody = { runId: null, pid: null, user: null, command: null, since: null } as const;
const notSeen = "processes this box cannot see";

export function attribute(at: AtCard, seen: Seen): Attributed {
  const { card, listed } = at;
  const groups = Map.groupBy(listed ?? [], (one) => keyOf(ownerOf(one, seen)));
  const entries = [...groups.values()].map((all) => ({ ...ownerOf(all[0]!, seen), all, bytes: sum(all) }));
  const orphans = at.orphans.filter(({ id }) => !entries.some((one) => one.orphanId === id));
  const named = sum(listed ?? []);
  const kept = card.memoryBytes - card.leasableBytes;
  const isMachine = card.accelerator === "cpu";
  // A played card's dial says nothing about who holds it.
  const unnamed = card.fake || listed === null || at.usedBytes === null ? 0 : Math.max(0, at.usedBytes - named);
  if (listed === null && orphans.length === 0) return { holders: null, strangers: null };

  const holders: CardHolder[] = [
    ...entries.filter(({ kind }) => kind !== "stranger").map((entry) => holderOf(entry.kind, entry.runId, entry.all, seen)),
    ...orphans.map(({ runId, memoryBytes }): CardHolder => ({ ...nobody, kind: "orphan", runId, memoryBytes, processes: 0 })),
    ...strangerHolders(
      entries.filter(({ kind }) => kind === "stranger").flatMap(({ all }) => all),
      seen,
    ),
    ...(unnamed > 0 ? [{ ...nobody, kind: "unnamed" as const, memoryBytes: unnamed, processes: 0 }] : []),
  ];
  const bytesOf = (kind: CardHolder["kind"]) => entries.reduce((total, one) => total + (one.kind === kind ? one.bytes : 0), 0);
  const orphanBytes = bytesOf("orphan") + orphans.reduce((total, one) => total + one.memoryBytes, 0);
  const strangers = (listed ?? []).filter((one) => ownerOf(one, seen).kind === "stranger");
  if (isMachine) {
    // The system and the box itself live in what is kept for them; what they have beyond it is missing for runs.
    const bytes = orphanBytes + Math.max(0, bytesOf("stranger") + bytesOf("box") - kept);
    return { holders, strangers: bytes > 0 ? { bytes, by: namesOf(strangers, holders, seen, 0) } : null };
  }
  const clear = strangers.filter(({ pid }) => seen.facts.has(pid));
  // A pid that is not in our /proc (we live in a container) or bytes nobody is named for may be those of our own runs.
  const uncertain = sum(strangers) - sum(clear) + Math.max(0, unnamed - kept);
  const uncovered = [...at.leased].reduce((total, [runId, bytes]) => {
    const measured = entries.find((one) => one.kind === "run" && one.runId === runId)?.bytes ?? 0;
    return total + Math.max(0, bytes - measured);
  }, 0);
  const unknown = Math.max(0, uncertain - uncovered);
  const bytes = sum(clear) + orphanBytes + bytesOf("box") + unknown;
  return { holders, strangers: bytes > 0 ? { bytes, by: namesOf(strangers, holders, seen, unknown) } : null };
}

interface Owner {
  kind: "run" | "orphan" | "box" | "stranger";
  runId: string | null;
  orphanId: string | null;
}
function ownerOf({ pid }: CardProcess, { runOf, boxPids }: Seen): Owner {
  const run = runOf.get(pid);
  if (run) return { kind: run.orphanId === null ? "run" : "orphan", ...run };
  return { kind: boxPids.has(pid) ? "box" : "stranger", runId: null, orphanId: null };
}
const keyOf = ({ kind, runId, orphanId }: Owner): string => `${kind} ${runId} ${orphanId}`;

const sum = (processes: readonly CardProcess[]): number => processes.reduce((total, one) => total + (one.memoryBytes ?? 0), 0);

function holderOf(kind: CardHolder["kind"], runId: string | null, all: readonly CardProcess[], { facts }: Seen): CardHolder {
  const [biggest] = all.toSorted((a, b) => (b.memoryBytes ?? 0) - (a.memoryBytes ?? 0));
  const known = biggest && facts.get(biggest.pid);
  return {
    ...{ kind, runId, pid: biggest?.pid ?? null, user: known?.user ?? null, command: known?.command ?? biggest?.name ?? null },
    since: known?.startedAt ?? null,
    memoryBytes: all.every((one) => one.memoryBytes === null) ? null : sum(all),
    processes: all.length,
  };
}

function strangerHolders(strangers: readonly CardProcess[], seen: Seen): CardHolder[] {
  const ordered = strangers.toSorted((a, b) => (b.memoryBytes ?? 0) - (a.memoryBytes ?? 0));
  const shown = ordered.slice(0, shownStrangers).map((one) => holderOf("stranger", null, [one], seen));
  const others = ordered.slice(shownStrangers);
  return others.length === 0
    ? shown
    : [...shown, { ...holderOf("others", null, others, seen), pid: null, command: null, user: null }];
}

function namesOf(
  strangers: readonly CardProcess[],
  holders: readonly CardHolder[],
  { facts }: Seen,
  unknown: number,
): CardStrangers["by"] {
  const seen = strangers.flatMap(({ pid, name, memoryBytes }) => {
    const known = facts.get(pid);
    // In a container its number means nothing to whoever reads this.
    return known ? [{ pid, command: known.command || name, user: known.user, bytes: memoryBytes ?? 0 }] : [];
  });
  const orphans = holders
    .filter(({ kind }) => kind === "orphan")
    .map(({ runId, pid, user, memoryBytes }) => ({ pid, command: `left over from ${runId}`, user, bytes: memoryBytes ?? 0 }));
  const hidden = unknown > 0 ? [{ pid: null, command: notSeen, user: null, bytes: unknown }] : [];
  return [...seen, ...orphans, ...hidden].sort((a, b) => b.bytes - a.bytes);
}
