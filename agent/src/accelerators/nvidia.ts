/** NVIDIA cards through `nvidia-smi`: one query to find them, one `-lms` reader that lives on. */
import type { Card, SlowReason } from "../contract/card.ts";
import { linksOf } from "./link-table.ts";
import { nvidiaProcesses, processArgs } from "./nvidia-processes.ts";
import { busOf, numberOf, type Reading, type Row, type Tool } from "./tool.ts";
import { xidFault } from "./xid.ts";

const everyMs = 1000;
const mib = 1024 ** 2;
/** The driver's own, and the context every process makes before it has allocated anything. */
const keptBytes = 1024 * mib;

const lookFields = ["index", "uuid", "name", "pci.bus_id", "driver_version", "memory.total", "persistence_mode"].concat(
  ...["mig.mode.current", "ecc.mode.current"],
);
const readFields = ["index", "uuid", "pci.bus_id", "utilization.gpu", "memory.used", "power.draw", "temperature.gpu"].concat(
  ...["clocks.sm", "clocks.mem", "ecc.errors.corrected.volatile.total", "ecc.errors.uncorrected.volatile.total"],
  // The name every driver takes; since 535 it is also called clocks_event_reasons.active.
  "clocks_throttle_reasons.active",
);
/** Bits of the mask; idle and clocks that somebody chose are no trouble. */
const reasons: readonly (readonly [number, SlowReason])[] = [
  [0x4, "power"],
  [0x8, "hardware"],
  [0x20, "heat"],
  [0x40, "heat"],
  [0x80, "brake"],
];

export function nvidiaTool(): Tool {
  /** Fields this driver does not know: one of them in a query fails all of it. */
  const unknown = new Set<string>();
  const ask = (fields: readonly string[]) => fields.filter((field) => !unknown.has(field));
  const query = (fields: readonly string[]) => [`--query-gpu=${ask(fields).join(",")}`, "--format=csv,noheader,nounits"];
  return {
    id: "nvidia",
    look: { program: "nvidia-smi", args: () => query(lookFields), of: (text) => ({ cards: cardsOf(text, ask(lookFields)) }) },
    links: {
      program: "nvidia-smi",
      args: ["topo", "-m"],
      of: (text, cards) => linksOf(text, cards, { name: "GPU", kind: "NVLink", widthOf: nvlinks }),
    },
    processes: { program: "nvidia-smi", args: processArgs, of: nvidiaProcesses },
    reader: { program: "nvidia-smi", args: () => [...query(readFields), "-lms", String(everyMs)], isBuffered: false },
    rows: (cards) => (line) => rowOf(line, ask(readFields), cards),
    learn(text) {
      const field = /Field "([^"]+)" is not a valid field to query/.exec(text)?.[1];
      if (field === undefined || unknown.has(field)) return false;
      unknown.add(field);
      return true;
    },
    kernelFault: xidFault,
    env: (cards) => ({ CUDA_DEVICE_ORDER: "PCI_BUS_ID", CUDA_VISIBLE_DEVICES: cards.map((card) => card.id).join(",") }),
  };
}

const nvlinks = (cell: string) => {
  const width = /^NV(\d+)$/.exec(cell)?.[1];
  return width === undefined ? null : { width: Number(width) };
};
function cellsOf(line: string, fields: readonly string[]): Record<string, string> | null {
  const cells = line.split(",").map((cell) => cell.trim());
  return cells.length === fields.length ? Object.fromEntries(fields.map((field, i) => [field, cells[i]!])) : null;
}
const onOff = (cell: string | undefined): boolean | undefined =>
  cell === "Enabled" ? true : cell === "Disabled" ? false : undefined;

function cardsOf(text: string, fields: readonly string[]): Card[] {
  return text.split("\n").flatMap((line) => {
    const cells = cellsOf(line, fields);
    const uuid = cells?.uuid ?? "";
    const index = numberOf(cells?.index);
    if (!cells || index === null || !uuid.startsWith("GPU-")) return [];
    const memoryBytes = (numberOf(cells["memory.total"]) ?? 0) * mib;
    const migOn = onOff(cells["mig.mode.current"]);
    return {
      ...{ id: uuid, accelerator: "nvidia" as const, index, name: cells.name ?? "NVIDIA", memoryBytes },
      // Cut into MIG slices it is no card to give away whole, and slices are not in the ledger yet.
      leasableBytes: migOn ? 0 : Math.max(0, memoryBytes - keptBytes),
      evidence: "from-documents" as const,
      fake: false,
      facts: defined({
        ...{ uuid, busId: cells["pci.bus_id"], driver: cells.driver_version, migOn },
        ...{ eccOn: onOff(cells["ecc.mode.current"]), persistenceOn: onOff(cells.persistence_mode) },
      }),
    };
  });
}
const defined = <T extends object>(facts: T): T =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as T;

function rowOf(line: string, fields: readonly string[], cards: readonly Card[]): Row | null {
  const cells = cellsOf(line, fields);
  const card = cells ? cardOf(cells, cards) : null;
  if (!cells || !card) return troubleOf(line, cards);
  const text = line.toLowerCase();
  if (text.includes("gpu is lost")) return { cardId: card.id, state: "lost", why: "The driver says: GPU is lost." };
  if (text.includes("gpu requires reset"))
    return { cardId: card.id, state: "needs-reset", why: "The driver says: GPU requires reset." };
  const reading = readingOf(cells);
  const isMute = reading.loadPercent === null && reading.memoryUsedBytes === null && reading.temperatureC === null;
  if (isMute && /unknown error|err!/.test(text))
    return { cardId: card.id, state: "lost", why: "The driver gives an unknown error for every reading." };
  return { cardId: card.id, reading };
}

function readingOf(cells: Record<string, string>): Reading {
  const memory = numberOf(cells["memory.used"]);
  const mask = Number.parseInt(cells["clocks_throttle_reasons.active"] ?? "", 16);
  const slowedBy = [...new Set(reasons.flatMap(([bit, reason]) => (mask & bit ? reason : [])))];
  return {
    loadPercent: numberOf(cells["utilization.gpu"]),
    memoryUsedBytes: memory === null ? null : memory * mib,
    powerWatts: numberOf(cells["power.draw"]),
    temperatureC: numberOf(cells["temperature.gpu"]),
    clockMhz: numberOf(cells["clocks.sm"]),
    memoryClockMhz: numberOf(cells["clocks.mem"]),
    eccCorrected: numberOf(cells["ecc.errors.corrected.volatile.total"]),
    eccUncorrected: numberOf(cells["ecc.errors.uncorrected.volatile.total"]),
    slowedBy,
  };
}

/** A lost card may not even say its own name: then its place on the bus, then its number. */
function cardOf(cells: Record<string, string>, cards: readonly Card[]): Card | null {
  const bus = busOf(cells["pci.bus_id"] ?? "");
  return (
    cards.find((card) => card.id === cells.uuid) ??
    cards.find((card) => card.facts?.busId !== undefined && busOf(card.facts.busId) === bus) ??
    (cells.uuid?.startsWith("GPU-") ? null : (cards.find((card) => String(card.index) === cells.index) ?? null))
  );
}

function troubleOf(line: string, cards: readonly Card[]): Row | null {
  const handle = /Unable to determine the device handle for (?:gpu|gpu\d+:)\s*([0-9a-f:.]+)/i.exec(line)?.[1];
  if (handle !== undefined) {
    const card = cards.find(({ facts }) => facts?.busId !== undefined && busOf(facts.busId) === busOf(handle));
    return card ? { cardId: card.id, state: "lost", why: `nvidia-smi says: ${line.trim()}` } : null;
  }
  const isDriver = /couldn't communicate with the NVIDIA driver|Failed to initialize NVML|Driver\/library version mismatch/i;
  return isDriver.test(line) ? { cardId: null, state: "no-driver", why: `nvidia-smi says: ${line.trim()}` } : null;
}
