/** The life of one reader, from its start to its end. */
import type { Card, CardCondition, Sample } from "../contract/card.ts";
import type { TellCards } from "./accelerator.ts";
import { createBatches } from "./batches.ts";
import type { Conditions } from "./conditions.ts";
import { findProgram } from "./find-program.ts";
import { followTool } from "./follow-tool.ts";
import type { KernelLog } from "./kernel-log.ts";
import { type Looked, lookForCards } from "./look-for-cards.ts";
import type { Row, Tool } from "./tool.ts";
import type { ToolOptions } from "./watch-tool.ts";

/** `looked`: a look made while it ran, which is why it was ended. `isAtOnce`: nothing is wrong, the next may start. */
export interface ReaderEnd {
  why: string;
  isAtOnce: boolean;
  looked: Looked | null;
}
interface Around {
  signal: AbortSignal;
  tell: TellCards;
  conditions: Conditions;
  kernel: KernelLog | null;
}
/** What a row of a healthy card ends; `sick` is another look's word. */
const endedByRow: readonly CardCondition[] = ["silent", "lost", "needs-reset", "no-driver"];

export async function* readCards(
  tool: Tool,
  options: ToolOptions,
  cards: readonly Card[],
  around: Around,
): AsyncGenerator<Sample[], ReaderEnd> {
  const { conditions } = around;
  const argv = argvOf(tool, options.path);
  if (!argv) return { why: `${tool.reader.program} is not on this box: its cards are not read.`, isAtOnce: false, looked: null };
  const relook = createRelook(tool, options, () => signature({ cards, isSick: (id) => conditions.of(id) === "sick" }));
  const follow = followTool(argv, {
    signal: AbortSignal.any([around.signal, relook.signal]),
    silentMs: options.silentMs,
    onSilent: () => cards.forEach(({ id }) => void conditions.silent(id, `${tool.reader.program} says nothing any more.`)),
  });
  const rowOf = tool.rows(cards);
  const batches = createBatches(cards);
  let last = "";
  let trouble: string | null = null;
  for (;;) {
    const next = await follow.next();
    if (next.done) {
      const why = trouble ?? (last === "" ? next.value : `${next.value}: ${last}`);
      return { why, isAtOnce: relook.looked() !== null || (tool.learn?.(last) ?? false), looked: relook.looked() };
    }
    relook.tick();
    const row = rowOf(next.value);
    if (!row) {
      if (next.value.trim() !== "") last = next.value.slice(0, 300);
      continue;
    }
    if (row.cardId === null) {
      if ("why" in row) trouble = row.why;
    } else {
      heard(row, conditions);
      for (const tick of batches.add(row.cardId, "reading" in row ? row.reading : null, options.clock.now())) {
        for (const id of tick.missing) conditions.set(id, "lost", "The driver says nothing of it any more.");
        hearKernel(tool, cards, around);
        if (tick.samples.length > 0) yield tick.samples;
      }
    }
  }
}

function argvOf(tool: Tool, path: string): [string, ...string[]] | null {
  const file = findProgram(tool.reader.program, path);
  if (!file) return null;
  const stdbuf = tool.reader.isBuffered ? findProgram("stdbuf", path) : null;
  return stdbuf ? [stdbuf, "-oL", file, ...tool.reader.args()] : [file, ...tool.reader.args()];
}

function heard(row: Row, conditions: Conditions): void {
  if (row.cardId === null) return;
  if (!("reading" in row)) conditions.set(row.cardId, row.state, row.why);
  else if (endedByRow.includes(conditions.of(row.cardId))) conditions.set(row.cardId, "ok", "It answers.");
}

function hearKernel(tool: Tool, cards: readonly Card[], { kernel, tell, conditions }: Around): void {
  for (const line of kernel?.read() ?? []) {
    const fault = tool.kernelFault?.(line, cards);
    if (!fault) continue;
    tell({ type: "card-fault", cardId: fault.cardId, code: fault.code, why: fault.why });
    if (fault.state) conditions.set(fault.cardId, fault.state, fault.why);
  }
}

/** Which cards are there, and which of them their driver calls sick. */
const signature = ({ cards, isSick }: { cards: readonly Card[]; isSick: (id: string) => boolean }): string =>
  cards
    .map(({ id }) => `${id}${isSick(id) ? "!" : ""}`)
    .sort()
    .join();

/** Now and then, beside the reader: is that not what it was started with any more? Then it is ended. */
function createRelook(tool: Tool, options: ToolOptions, now: () => string) {
  const stop = new AbortController();
  let at = options.clock.now();
  let found: Looked | null = null;
  return {
    signal: stop.signal,
    looked: () => found,
    tick(): void {
      if (options.clock.now() - at < options.relookMs) return;
      at = options.clock.now();
      void lookForCards(tool, options).then((looked) => {
        if ("why" in looked) return; // a look that failed ends no reader that works
        if (signature({ cards: looked.cards, isSick: (id) => looked.sick?.has(id) ?? false }) === now()) return;
        found = looked;
        stop.abort();
      });
    },
  };
}
