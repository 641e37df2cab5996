/** What the nvidia kernel driver says of a card: an Xid, or that it has fallen off the bus. Pure. */
import type { Card } from "../contract/card.ts";
import { busOf, type KernelFault } from "./tool.ts";

/** Those that are about the card. Others (13, 31, 43, 45, …) are a program's own fault: its run tells of them. */
const meanings: Record<number, { why: string; state: KernelFault["state"] }> = {
  48: { why: "an uncorrectable memory error", state: "needs-reset" },
  62: { why: "its own controller halted", state: "needs-reset" },
  63: { why: "a bad row of memory was taken out of use", state: null },
  64: { why: "a bad row of memory could not be taken out of use", state: "needs-reset" },
  74: { why: "an NVLink error", state: null },
  79: { why: "it has fallen off the bus", state: "lost" },
  92: { why: "many corrected memory errors", state: null },
  94: { why: "a memory error that ended one program", state: null },
  95: { why: "a memory error that may have spoilt every program on it", state: "needs-reset" },
  119: { why: "its system processor does not answer", state: "needs-reset" },
  120: { why: "its system processor stopped with an error", state: "needs-reset" },
};

export function xidFault(line: string, cards: readonly Card[]): KernelFault | null {
  const xid = /NVRM: Xid \(PCI:([0-9a-f:.]+)\): (\d+)/i.exec(line);
  const fallen = xid ? null : /NVRM:.*GPU (?:at PCI:)?([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}).*fallen off the bus/i.exec(line);
  const bus = xid?.[1] ?? fallen?.[1];
  if (bus === undefined) return null;
  const number = xid ? Number(xid[2]) : 79;
  const meaning = meanings[number];
  const card = cards.find(({ facts }) => facts?.busId !== undefined && busOf(facts.busId) === busOf(bus));
  if (!meaning || !card) return null;
  return { cardId: card.id, code: `xid-${number}`, why: `Xid ${number}: ${meaning.why}.`, state: meaning.state };
}
