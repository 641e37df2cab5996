/** An accelerator made of a vendor's tool. */
import { type Clock, systemClock } from "../lib/clock.ts";
import type { Accelerator } from "./accelerator.ts";
import { lookForCards } from "./look-for-cards.ts";
import { lookForProcesses } from "./look-for-processes.ts";
import type { Tool } from "./tool.ts";
import { type ToolMemory, type ToolOptions, watchTool } from "./watch-tool.ts";

export interface ToolAround extends Partial<ToolOptions> {
  path: string;
  say: (why: string) => void;
}
const usual = {
  ...{ lookMs: 15_000, kernelLog: "/dev/kmsg", firstWaitMs: 1000, longestWaitMs: 60_000 },
  ...{ healthyMs: 60_000, silentMs: 30_000, relookMs: 300_000 },
};

export function createToolAccelerator(tool: Tool, around: ToolAround, clock: Clock = systemClock): Accelerator {
  const options: ToolOptions = { ...usual, clock, ...around };
  /** Where cards of this kind were seen, a run that was given none of them must see none. */
  let isSeen = false;
  let said = "";
  const memory: ToolMemory = { states: new Map(), driverWhy: null };
  return {
    id: tool.id,
    async detect() {
      const looked = await lookForCards(tool, options);
      if ("why" in looked) {
        if (said !== looked.why) options.say(looked.why);
        said = looked.why;
        return [];
      }
      isSeen ||= looked.cards.length > 0;
      return looked.cards;
    },
    watch: (cards, signal, tell) =>
      watchTool(tool, options, memory, cards, signal, (news) => {
        if (news.type === "cards-found") isSeen = true;
        tell(news);
      }),
    processes: (cards) => lookForProcesses(tool, cards, options),
    env: (cards) => (cards.length > 0 || isSeen ? tool.env(cards) : {}),
  };
}
