/**
 * Cards through a vendor's tool: one reader that lives as long as it can, and what happens when it cannot. Reader gone: its cards are
 * silent, a new look says what is left (lost cards, new ones, no driver), then the next reader, with growing waits. A slow look while
 * all is well finds cards that were put in. Where there is no such program, only a folder is looked into, every few minutes.
 */
import type { Card, CardCondition, Sample } from "../contract/card.ts";
import type { TellCards } from "./accelerator.ts";
import { type Conditions, createConditions } from "./conditions.ts";
import { type KernelLog, openKernelLog } from "./kernel-log.ts";
import { type Looked, type LookOptions, lookForCards } from "./look-for-cards.ts";
import { type ReaderEnd, readCards } from "./read-cards.ts";
import type { Tool } from "./tool.ts";

export interface ToolOptions extends LookOptions {
  say: (why: string) => void;
  kernelLog: string;
  firstWaitMs: number;
  longestWaitMs: number;
  /** A reader that lived so long was well: the next wait is the first one again. */
  healthyMs: number;
  silentMs: number;
  relookMs: number;
}

/** Lives as long as the accelerator: a watch that is begun again must not tell what is known, nor forget it. */
export interface ToolMemory {
  states: Map<string, CardCondition>;
  driverWhy: string | null;
}

export async function* watchTool(
  tool: Tool,
  options: ToolOptions,
  memory: ToolMemory,
  first: readonly Card[],
  signal: AbortSignal,
  tell: TellCards,
): AsyncGenerator<Sample[]> {
  const { clock } = options;
  const conditions = createConditions(memory.states, tell);
  const known = new Map(first.map((card) => [card.id, card]));
  let kernel: KernelLog | null = null;
  let looked: Looked | null = first.length > 0 ? { cards: [...first] } : null;
  let waitMs = options.firstWaitMs;
  try {
    while (!signal.aborted) {
      looked ??= await lookForCards(tool, options);
      if (signal.aborted) return;
      const here = take(looked, known, conditions, tell);
      const why = "why" in looked && (known.size > 0 || !looked.isMissing) ? looked.why : null;
      if (why !== memory.driverWhy) tell({ type: "driver-condition", accelerator: tool.id, why });
      memory.driverWhy = why;
      /** Nothing is wrong, there is just no such card: no haste. */
      const isNone = known.size === 0 && (!("why" in looked) || looked.isMissing);
      looked = null;
      if (here.length === 0) {
        await clock.sleep(isNone ? options.relookMs : waitMs, signal);
        waitMs = Math.min(waitMs * 2, options.longestWaitMs);
        continue;
      }
      kernel ??= tool.kernelFault ? openKernelLog(options.kernelLog, options.say) : null;
      const begun = clock.now();
      const end: ReaderEnd = yield* readCards(tool, options, here, { signal, tell, conditions, kernel });
      if (signal.aborted) return;
      looked = end.looked;
      if (end.isAtOnce) continue;
      options.say(`${tool.reader.program}: ${end.why}`);
      for (const { id } of here) conditions.silent(id, end.why);
      if (clock.now() - begun >= options.healthyMs) waitMs = options.firstWaitMs;
      await clock.sleep(waitMs, signal);
      waitMs = Math.min(waitMs * 2, options.longestWaitMs);
    }
  } finally {
    kernel?.close();
  }
}

/** The cards that are here now. Told on the way: new ones, and those that are gone. */
function take(looked: Looked, known: Map<string, Card>, conditions: Conditions, tell: TellCards): Card[] {
  if ("why" in looked) {
    for (const id of known.keys()) conditions.set(id, "no-driver", looked.why);
    return [];
  }
  const { cards, sick } = looked;
  const fresh = cards.filter((card) => !known.has(card.id));
  for (const card of cards) known.set(card.id, card);
  if (fresh.length > 0) tell({ type: "cards-found", cards: fresh });
  for (const id of known.keys()) {
    if (!cards.some((card) => card.id === id)) conditions.set(id, "lost", "The driver does not list it any more.");
  }
  for (const { id } of cards) {
    const words = sick?.get(id);
    if (words) conditions.set(id, "sick", words);
    else if (sick && conditions.of(id) === "sick") conditions.set(id, "ok", "The driver says it is well.");
  }
  return cards;
}
