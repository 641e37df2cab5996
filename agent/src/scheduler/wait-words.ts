/** Why a run waits, in words with numbers; `details` carries the same for other languages. */
import type { Wait } from "../contract/job.ts";
import type { RunKind } from "../contract/run.ts";
import { bytesPerCard, type Free, place } from "./place.ts";
import type { CardStrangers, PlanCard, PlanLease, PlanRequest } from "./plan.ts";

type At = Pick<Wait, "position" | "etaSeconds">;
const nouns: Record<RunKind, string> = { job: "job", replica: "deployment", task: "task" };
/** More of them in one sentence help nobody. */
const namedStrangers = 3;
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
  const strangers = strangersOn(usable);
  const holders = [
    ...heldBy.map((h) => `${nouns[h.kind]} ${h.name} (${sayBytes(h.bytes)})`),
    ...(strangers.bytes > 0 ? [`${sayStrangers(strangers)} (${sayBytes(strangers.bytes)})`] : []),
  ].join(", ");
  const need = `Needs ${sayBytes(needBytes)}${count}, ${where}`;
  const details = { needBytes, freeBytes, heldBy, ...factsOf(strangers) };
  if (strangers.bytes > 0 && place(request, usable, withoutStrangers(usable, free))) {
    const message = `Cannot start: ${sayBytes(strangers.bytes)} are held by ${sayStrangers(strangers)}. ${need}.`;
    return { ...at, code: "strangers", message, details };
  }
  const message = `${need}${holders ? `; held by ${holders}` : ""}.`;
  return { ...at, code: roomiest ? "memory" : "no-card", message, details };
}

export function waitBehind(at: At, request: PlanRequest, behind: PlanRequest): Wait {
  const message = `Behind ${nouns[behind.kind]} ${behind.label}, which came first and waits for ${sayBytes(bytesPerCard(behind))}.`;
  return { ...at, code: "behind", message, details: { needBytes: bytesPerCard(request) } };
}

export function waitForPack(at: At, pack: string): Wait {
  return { ...at, code: "pack-missing", message: `The pack '${pack}' is not installed yet.`, details: {} };
}

function strangersOn(cards: readonly PlanCard[]): CardStrangers {
  const all = cards.flatMap((card) => (card.strangers ? [card.strangers] : []));
  const by = all.flatMap((one) => one.by).sort((a, b) => b.bytes - a.bytes);
  return { bytes: all.reduce((sum, one) => sum + one.bytes, 0), by };
}

/** `pid 812 (ollama, root)`; several with their bytes. */
function sayStrangers({ by }: CardStrangers): string {
  const name = (one: CardStrangers["by"][number]) =>
    one.pid === null ? one.command : `pid ${one.pid} (${[one.command, one.user].filter(Boolean).join(", ")})`;
  if (by.length <= 1) return by[0] ? name(by[0]) : "others";
  const named = by.slice(0, namedStrangers).map((one) => `${name(one)} ${sayBytes(one.bytes)}`);
  const more = by.length - named.length;
  return `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function factsOf({ bytes, by }: CardStrangers): Pick<Wait["details"], "strangers" | "strangerBytes"> {
  return bytes > 0 ? { strangers: by.slice(0, namedStrangers).map((one) => ({ ...one })), strangerBytes: bytes } : {};
}

const withoutStrangers = (cards: readonly PlanCard[], free: Free): Free =>
  new Map(cards.map((card) => [card.id, (free.get(card.id) ?? 0) + (card.strangers?.bytes ?? 0)]));
