/** One look: which cards are there now. A program that is missing, fails or hangs is an answer, never an exception. */
import type { Card } from "../contract/card.ts";
import type { Clock } from "../lib/clock.ts";
import { askTool, type Said } from "./ask-tool.ts";
import { findProgram } from "./find-program.ts";
import type { Look, Tool } from "./tool.ts";

export interface LookOptions {
  /** Folders to look for programs in, as in PATH. */
  path: string;
  clock: Clock;
  /** The longest one look may take. */
  lookMs: number;
}
/** `isMissing`: this box has no such driver at all. */
export type Looked = Look | { why: string; isMissing: boolean };

export async function lookForCards(tool: Tool, options: LookOptions): Promise<Looked> {
  const { program, args, of } = tool.look;
  const file = findProgram(program, options.path);
  if (!file) return { why: `${program} is not on this box.`, isMissing: true };
  let said = await askTool([file, ...args()], options);
  while (said.code !== 0 && tool.learn?.(said.text)) said = await askTool([file, ...args()], options);
  const look = of(said.text);
  if (look.cards.length === 0 && said.code !== 0) return { why: whyOf(program, said), isMissing: false };
  return { ...look, cards: await withLinks(tool, look.cards, options) };
}

async function withLinks(tool: Tool, cards: Card[], options: LookOptions): Promise<Card[]> {
  const { links } = tool;
  const file = links && cards.length > 1 ? findProgram(links.program, options.path) : null;
  if (!links || !file) return cards;
  const said = await askTool([file, ...links.args], options);
  return said.code === 0 ? links.of(said.text, cards) : cards;
}

function whyOf(program: string, { code, text }: Said): string {
  const words = text.trim().split("\n")[0]?.slice(0, 300);
  if (words) return `${program} says: ${words}`;
  return code === null ? `${program} does not answer.` : `${program} ended with exit code ${code}.`;
}
