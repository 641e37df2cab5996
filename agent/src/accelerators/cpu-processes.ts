import type { Card } from "../contract/card.ts";
import type { ProcessFacts } from "../lib/process-facts.ts";
import type { CardProcess } from "./accelerator.ts";
import type { MemorySource } from "./memory-limit.ts";

/** Every process that holds memory of the machine; where our control group bounds us, only those that live in it count against it. */
export function cpuProcesses(card: Card, seen: readonly ProcessFacts[], { usedFile }: MemorySource): CardProcess[] {
  const group = usedFile === null ? "" : groupOf(usedFile);
  return seen
    .filter(({ memoryBytes, groups }) => memoryBytes > 0 && isIn(groups, group))
    .map(({ pid, command, memoryBytes }) => ({ cardId: card.id, pid, name: command, memoryBytes }));
}

/** ".../sys/fs/cgroup[/memory]/a/b/memory.current" -> "/a/b". */
const groupOf = (usedFile: string): string => /\/cgroup(?:\/memory)?((?:\/[^/]+)*)\/[^/]+$/.exec(usedFile)?.[1] ?? "";

function isIn(groups: string, group: string): boolean {
  if (group === "") return true;
  return groups.split("\n").some((line) => {
    const own = line.split(":").slice(2).join(":");
    return own === group || own.startsWith(`${group}/`);
  });
}
