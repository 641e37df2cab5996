/** Why a run waits, in words with numbers; `details` carries the same for other languages. */
import type { Wait } from "../contract/job.ts";
import type { RunKind } from "../contract/run.ts";
import { bytesPerCard, type Free } from "./place.ts";
import type { PlanCard, PlanLease, PlanRequest } from "./plan.ts";

type At = Pick<Wait, "position" | "etaSeconds">;
const nouns: Record<RunKind, string> = { job: "job", replica: "deployment", task: "task" };
/** 3.1 GB; below a tenth of one, 52 MB. */
export function sayBytes(bytes: number): string {
  return bytes >= 1e8 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

export function waitForMemory(
  at: At,
  request: PlanRequest,
  cards: readonly PlanCard[],
  free: Free,
  held: readonly PlanLease[],
): Wait {
  const usable = cards.filter((card) => request.runsOn.includes(card.accelerator));
  const roomiest = usable.toSorted((a, b) => (free.get(b.id) ?? 0) - (free.get(a.id) ?? 0))[0];
  const ids = new Set(usable.map((card) => card.id));
  const heldBy = held
    .filter((lease) => ids.has(lease.cardId))
    .map((lease) => ({ kind: lease.kind, name: lease.label, bytes: lease.memoryBytes }));
  const needBytes = bytesPerCard(request);
  const freeBytes = Math.max(0, roomiest ? (free.get(roomiest.id) ?? 0) : 0);
  const count = request.cards > 1 ? ` on each of ${request.cards} cards` : "";
  const where = roomiest ? `${sayBytes(freeBytes)} free on ${roomiest.id}` : "no card of its kind is here";
  const holders = heldBy.map((h) => `${nouns[h.kind]} ${h.name} (${sayBytes(h.bytes)})`).join(", ");
  const message = `Needs ${sayBytes(needBytes)}${count}, ${where}${holders ? `; held by ${holders}` : ""}.`;
  return { ...at, code: roomiest ? "memory" : "no-card", message, details: { needBytes, freeBytes, heldBy } };
}

export function waitBehind(at: At, request: PlanRequest, behind: PlanRequest): Wait {
  const message = `Behind ${nouns[behind.kind]} ${behind.label}, which came first and waits for ${sayBytes(bytesPerCard(behind))}.`;
  return { ...at, code: "behind", message, details: { needBytes: bytesPerCard(request) } };
}

export function waitForPack(at: At, pack: string): Wait {
  return { ...at, code: "pack-missing", message: `The pack '${pack}' is not installed yet.`, details: {} };
}
