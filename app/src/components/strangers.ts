import type { CardHolder, CardState } from "@sluice/agent/contract";

export interface StrangerPart {
  key: string;
  /** Null: nobody is named for it. */
  holder: CardHolder | null;
  /** What it takes of what could be given away; on the processor the system's own share is not counted. */
  bytes: number;
}
/** More would not be seen in a bar. */
const shown = 3;

/** Who holds what nobody was given: the biggest by name, the rest together. Their bytes add up to the card's. */
export function strangerParts({ holders = [], strangerBytes = 0 }: Pick<CardState, "holders" | "strangerBytes">): StrangerPart[] {
  if (strangerBytes <= 0) return [];
  const named = holders
    .filter((one) => (one.kind === "stranger" || one.kind === "orphan") && (one.memoryBytes ?? 0) > 0)
    .toSorted((a, b) => (b.memoryBytes ?? 0) - (a.memoryBytes ?? 0))
    .slice(0, shown);
  let left = strangerBytes;
  const parts = named.map((holder, i): StrangerPart => {
    const bytes = Math.min(left, holder.memoryBytes ?? 0);
    left -= bytes;
    return { key: `${holder.kind}-${holder.runId ?? holder.pid ?? i}`, holder, bytes };
  });
  return [...parts.filter((part) => part.bytes > 0), ...(left > 0 ? [{ key: "rest", holder: null, bytes: left }] : [])];
}
