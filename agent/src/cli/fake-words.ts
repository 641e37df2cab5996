import type { Settings } from "../settings.ts";

/** Said wherever a box of fakes shows itself on a terminal; nothing on a real one. */
export function fakeWords({ box, fakeCards }: Pick<Settings, "box" | "fakeCards">): string[] {
  if (box === "real") return [];
  const cards = fakeCards ? `${fakeCards.count} FAKE ${fakeCards.kind} cards` : "a FAKE card";
  return [`FAKE: this box has ${cards} and fake engines. It trains and answers nothing real; its numbers measure nothing.`];
}
