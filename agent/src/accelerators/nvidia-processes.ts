import type { Card } from "../contract/card.ts";
import type { CardProcess } from "./accelerator.ts";
import { numberOf } from "./tool.ts";

const mib = 1024 ** 2;
export const processArgs = [
  "--query-compute-apps=pid,process_name,used_memory,gpu_uuid",
  "--format=csv,noheader,nounits",
] as const;

/** `812, /usr/bin/ollama, 43008, GPU-…`: a name may hold commas, so it is what lies between. Nobody there: no line at all. */
export function nvidiaProcesses(text: string, cards: readonly Card[]): CardProcess[] {
  return text.split("\n").flatMap((line) => {
    const cells = line.split(",").map((cell) => cell.trim());
    const pid = numberOf(cells[0]);
    const card = cards.find(({ id }) => id === cells.at(-1));
    if (pid === null || !card || cells.length < 4) return [];
    const used = numberOf(cells.at(-2));
    const name = cells.slice(1, -2).join(",");
    return [{ cardId: card.id, pid, name: name.split("/").at(-1) ?? name, memoryBytes: used === null ? null : used * mib }];
  });
}
