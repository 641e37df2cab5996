import { expect, it } from "vitest";
import type { Card } from "../contract/card.ts";
import { xidFault } from "./xid.ts";

const card = (id: string, busId: string): Card => ({
  ...{ id, accelerator: "nvidia", index: 0, name: id, memoryBytes: 1, leasableBytes: 1 },
  ...{ evidence: "from-documents", fake: false, facts: { busId } },
});
const cards = [card("a", "00000000:C1:00.0"), card("b", "0000:B3:00.0")];

it.each([
  ["an Xid that means a lost card", "NVRM: Xid (PCI:0000:c1:00): 79, GPU has fallen off the bus.", ["a", "xid-79", "lost"]],
  ["one that works on", "4,1,2,-;NVRM: Xid (PCI:0000:b3:00): 63, row remapped", ["b", "xid-63", null]],
  ["one that wants a reset", "NVRM: Xid (PCI:0000:b3:00): 95, pid=1", ["b", "xid-95", "needs-reset"]],
  ["fallen off the bus without a number", "NVRM: GPU at PCI:0000:c1:00: has fallen off the bus", ["a", "xid-79", "lost"]],
])("%s", (_what, line, expected) => {
  const fault = xidFault(line, cards);
  expect([fault?.cardId, fault?.code, fault?.state]).toEqual(expected);
});
it.each([
  ["a program's own fault", "NVRM: Xid (PCI:0000:c1:00): 31, pid=1, name=python"],
  ["a card we do not know", "NVRM: Xid (PCI:0000:01:00): 79"],
  ["another line", "usb 1-1: new device"],
])("%s is none of the card", (_what, line) => expect(xidFault(line, cards)).toBeNull());
