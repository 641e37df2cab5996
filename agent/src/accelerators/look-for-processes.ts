import type { Card } from "../contract/card.ts";
import type { CardProcess } from "./accelerator.ts";
import { askTool } from "./ask-tool.ts";
import { findProgram } from "./find-program.ts";
import type { LookOptions } from "./look-for-cards.ts";
import type { Tool } from "./tool.ts";

/** Who holds memory of these cards, by the vendor's own list. Null: there is no such list now (program gone, driver silent). */
export async function lookForProcesses(tool: Tool, cards: readonly Card[], options: LookOptions): Promise<CardProcess[] | null> {
  const { program, args, of } = tool.processes;
  const file = cards.length > 0 ? findProgram(program, options.path) : null;
  if (!file) return null;
  const said = await askTool([file, ...args], options);
  return said.code === 0 ? of(said.text, cards) : null;
}
