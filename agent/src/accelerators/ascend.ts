/** Huawei Ascend cards through `npu-smi`: its table to find them, `info watch` to read them. A chip is a card (910C has two in a package). */
import type { Card } from "../contract/card.ts";
import type { CardProcess } from "./accelerator.ts";
import { linksOf } from "./link-table.ts";
import { type Look, numberOf, type Row, type Tool } from "./tool.ts";

const mb = 1024 ** 2;
/** An idle card holds 2.8 to 3.5 GB for its driver already. */
const keptBytes = 3584 * mb;

export function ascendTool(): Tool {
  return {
    id: "ascend",
    look: { program: "npu-smi", args: () => ["info"], of: lookOf },
    links: {
      program: "npu-smi",
      args: ["info", "-t", "topo"],
      of: (text, cards) =>
        linksOf(text, cards, { name: "NPU", kind: "HCCS", widthOf: (cell) => (/^HCCS/.test(cell) ? { width: null } : null) }),
    },
    processes: { program: "npu-smi", args: ["info"], of: processesOf },
    reader: { program: "npu-smi", args: () => ["info", "watch", "-d", "1"], isBuffered: true },
    rows: watchRows,
    env: (cards) => ({ ASCEND_RT_VISIBLE_DEVICES: cards.map((card) => card.index).join(",") }),
  };
}

const cellsOf = (line: string): string[][] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim().split(/\s+/));
const pairOf = (text: string): { used: number; total: number } | null => {
  const found = [...text.matchAll(/(\d+)\s*\/\s*(\d+)/g)].at(-1);
  return found ? { used: Number(found[1]), total: Number(found[2]) } : null;
};

/** Two rows a chip: package, name, health, power, temperature; then chip, bus, load, memory. */
function lookOf(text: string): Look {
  const driver = /npu-smi\s+(\S+)/.exec(text)?.[1];
  const cards: Card[] = [];
  const sick = new Map<string, string>();
  let head: { npu: string; name: string; health: string } | null = null;
  for (const line of text.split("\n")) {
    const [first = [], second = []] = cellsOf(line);
    const bus = /^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.\d$/i.test(second[0] ?? "") ? second[0]! : null;
    const isNumber = /^\d+$/.test(first[0] ?? "");
    if (head && bus && isNumber) {
      const id = `npu-${bus.toLowerCase()}`;
      const memoryBytes = (pairOf(line)?.total ?? 0) * mb;
      const name = `Ascend ${head.name.replace(/^Ascend\s*/i, "")}`;
      cards.push({
        ...{ id, accelerator: "ascend", index: cards.length, name, memoryBytes },
        leasableBytes: Math.max(0, memoryBytes - keptBytes),
        evidence: "from-documents",
        fake: false,
        facts: { busId: bus, uuid: `${head.npu}/${first[0]}`, ...(driver === undefined ? {} : { driver }) },
      });
      if (/^(alarm|critical|fault)$/i.test(head.health)) sick.set(id, `npu-smi says of its health: ${head.health}.`);
      head = null;
    } else if (isNumber && first.length === 2 && second.length === 1 && !bus) {
      head = { npu: first[0]!, name: first[1]!, health: second[0]! };
    }
  }
  return { cards, sick };
}

/** The table below the cards: package, chip, pid, name, megabytes; newer ones have a column more. */
function processesOf(text: string, cards: readonly Card[]): CardProcess[] {
  const table = text.split("\n").slice(text.split("\n").findIndex((line) => line.includes("Process id")) + 1);
  return table.flatMap((line) => {
    const [place = [], pid = [], name = [], used = []] = cellsOf(line);
    const card = cards.find(({ facts }) => facts?.uuid === `${place[0]}/${place[1]}`);
    if (!card || !/^\d+$/.test(pid[0] ?? "")) return [];
    const megabytes = numberOf(used[0]);
    return [
      { cardId: card.id, pid: Number(pid[0]), name: name.join(" "), memoryBytes: megabytes === null ? null : megabytes * mb },
    ];
  });
}

/** Columns are named by a header that comes again now and then; older versions have no chip in it. Memory is a share, in whole percent. */
function watchRows(cards: readonly Card[]): (line: string) => Row | null {
  let columns: string[] = [];
  return (line) => {
    if (line.includes("NpuID(Idx)")) {
      columns = line.trim().split(/\s{2,}|(?<=\))\s+/);
      return null;
    }
    if (/dcmi|driver.*(?:fail|not)|initiali[sz]e fail/i.test(line))
      return { cardId: null, state: "no-driver", why: `npu-smi says: ${line.trim()}` };
    const cells = line.trim().split(/\s+/);
    if (columns.length === 0 || cells.length < columns.length || !/^\d+$/.test(cells[0] ?? "")) return null;
    const of = (name: string) => cells[columns.indexOf(name)];
    const place = `${of("NpuID(Idx)")}/${of("ChipId(Idx)") ?? 0}`;
    const card = cards.find(({ facts }) => facts?.uuid === place);
    if (!card) return null;
    const share = numberOf(of("Memory(%)"));
    return {
      cardId: card.id,
      reading: {
        loadPercent: numberOf(of("AI Core(%)")),
        memoryUsedBytes: share === null ? null : Math.round((card.memoryBytes * share) / 100),
        powerWatts: numberOf(of("Pwr(W)")),
        temperatureC: numberOf(of("Temp(C)")),
      },
    };
  };
}
