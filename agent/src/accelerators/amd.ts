/** AMD cards: `rocm-smi --json` to find them, `amd-smi monitor` (it can run on, rocm-smi cannot) to read them. */

import { z } from "zod";
import type { Card } from "../contract/card.ts";
import { parseJson } from "../lib/parse-json.ts";
import type { CardProcess } from "./accelerator.ts";
import { type Look, numberOf, type Row, type Tool } from "./tool.ts";

const mb = 1024 ** 2;
const keptBytes = 1024 * mb;
const lookArgs = ["--showproductname", "--showmeminfo", "vram", "--showuniqueid", "--showbus", "--showdriverversion", "--json"];

export function amdTool(): Tool {
  return {
    id: "amd",
    look: { program: "rocm-smi", args: () => lookArgs, of: lookOf },
    processes: { program: "rocm-smi", args: ["--showpids", "--json"], of: processesOf },
    reader: {
      program: "amd-smi",
      args: () => ["monitor", "-p", "-t", "-u", "-m", "-v", "-e", "-w", "1", "--csv"],
      isBuffered: true,
    },
    rows: monitorRows,
    env: (cards) => ({ HIP_VISIBLE_DEVICES: cards.length > 0 ? cards.map((card) => card.index).join(",") : "-1" }),
  };
}

const Values = z.record(z.string(), z.record(z.string(), z.unknown()));

/** All values are strings, keys change with the release (also in their capitals), and words may stand before the JSON. */
function lookOf(text: string): Look {
  const all = parseJson(text.slice(Math.max(0, text.indexOf("{"))), Values) ?? {};
  const driver = Object.entries(all.system ?? {}).find(([key]) => /driver version/i.test(key))?.[1];
  const cards = Object.entries(all).flatMap(([key, values]): Card[] => {
    const index = /^card(\d+)$/.exec(key)?.[1];
    if (index === undefined) return [];
    const of = (name: RegExp) => {
      const value = Object.entries(values).find(([title]) => name.test(title))?.[1];
      return typeof value === "string" && value !== "" && value !== "N/A" ? value : undefined;
    };
    const memoryBytes = numberOf(of(/^VRAM Total Memory/i)) ?? 0;
    const uuid = of(/^Unique ID/i);
    const busId = of(/^PCI Bus/i);
    return [
      {
        ...{ id: `amd-${uuid ?? busId ?? index}`.toLowerCase(), accelerator: "amd", index: Number(index) },
        ...{ name: of(/^Card Series/i) ?? of(/^Card Model/i) ?? "AMD", memoryBytes },
        leasableBytes: Math.max(0, memoryBytes - keptBytes),
        evidence: "from-documents",
        fake: false,
        facts: { ...(uuid && { uuid }), ...(busId && { busId }), ...(typeof driver === "string" && { driver }) },
      },
    ];
  });
  return { cards };
}

/**
 * `"PID812": "ollama, 1, 45097156608, 0, unknown"`: name, number of cards, bytes, and two we do not need. Which cards is not said: it is
 * clear where the box has one, or where the process is on all of them. Of others only the card's own sum tells that somebody is there.
 */
function processesOf(text: string, cards: readonly Card[]): CardProcess[] {
  const all = parseJson(text.slice(Math.max(0, text.indexOf("{"))), Values) ?? {};
  return Object.entries(all.system ?? {}).flatMap(([key, value]): CardProcess[] => {
    const pid = /^PID\s*(\d+)$/.exec(key)?.[1];
    if (pid === undefined || typeof value !== "string") return [];
    const cells = value.split(",").map((cell) => cell.trim());
    const [count, bytes] = [numberOf(cells.at(-4)), numberOf(cells.at(-3))];
    if (count !== cards.length) return [];
    const name = cells.slice(0, -4).join(", ");
    return cards.map((card) => ({
      cardId: card.id,
      pid: Number(pid),
      name,
      memoryBytes: bytes && Math.round(bytes / cards.length),
    }));
  });
}

/** A header names the columns. Numbers come with or without a unit; memory in MB. */
function monitorRows(cards: readonly Card[]): (line: string) => Row | null {
  let columns: string[] = [];
  return (line) => {
    const cells = line.split(",").map((cell) => cell.trim());
    if (cells.includes("gpu")) {
      columns = cells;
      return null;
    }
    if (/driver not (?:loaded|initiali[sz]ed)|amdgpu.*not found|Unable to (?:detect|get) any GPU/i.test(line))
      return { cardId: null, state: "no-driver", why: `amd-smi says: ${line.trim()}` };
    if (columns.length === 0 || cells.length !== columns.length) return null;
    const of = (...names: string[]) => {
      const at = columns.findIndex((column) => names.includes(column));
      return numberOf(at < 0 ? undefined : cells[at]);
    };
    const card = cards.find((one) => one.index === of("gpu"));
    if (!card) return null;
    const used = of("vram_used");
    return {
      cardId: card.id,
      reading: {
        loadPercent: of("gfx", "gfx_util"),
        memoryUsedBytes: used === null ? null : used * mb,
        powerWatts: of("power_usage"),
        temperatureC: of("hotspot_temperature"),
        clockMhz: of("gfx_clk", "gfx_clock"),
        memoryClockMhz: of("mem_clock"),
        eccCorrected: of("single_bit_ecc", "total_correctable_count"),
        eccUncorrected: of("double_bit_ecc", "total_uncorrectable_count"),
      },
    };
  };
}
