/** What a person should look at. Health checks write their findings here, one list per check; the home page reads them all. */
import type { Attention } from "../contract/box.ts";
import type { BoxEvents } from "./events.ts";

export type AttentionBoard = ReturnType<typeof createAttentionBoard>;

export function createAttentionBoard(options: { events: BoxEvents }) {
  const findings = new Map<string, Attention[]>();
  return {
    set(check: string, found: Attention[]): void {
      const before = JSON.stringify(findings.get(check) ?? []);
      findings.set(check, found);
      // The home page is read again by what it already listens to.
      if (before !== JSON.stringify(found)) options.events.emit({ type: "ledger-changed" });
    },
    all: (): Attention[] => [...findings.values()].flat(),
  };
}
