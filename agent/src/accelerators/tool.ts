/** What one vendor's tool looks like. Pure: text in, facts out; its processes are followed in watch-tool.ts. */
import type { Card, CardCondition, Sample } from "../contract/card.ts";
import type { AcceleratorId } from "../contract/word.ts";
import type { CardProcess } from "./accelerator.ts";

export type Reading = Omit<Sample, "cardId" | "at">;
/** What one line of the reader says: a reading, or that a card (null: the driver) is not well. */
export type Row =
  | { cardId: string; reading: Reading }
  | { cardId: string | null; state: Exclude<CardCondition, "ok" | "silent">; why: string };
export interface KernelFault {
  cardId: string;
  code: string;
  why: string;
  /** What it makes of the card; null: it works on. */
  state: Exclude<CardCondition, "ok" | "silent" | "no-driver"> | null;
}
/** `sick`: cards whose driver says that they are not healthy, and in which words. */
export interface Look {
  cards: Card[];
  sick?: ReadonlyMap<string, string>;
}

export interface Tool {
  readonly id: AcceleratorId;
  look: { program: string; args(): string[]; of(text: string): Look };
  /** A second look, at what joins the cards; the same cards where it tells nothing. */
  links?: { program: string; args: readonly string[]; of(text: string, cards: readonly Card[]): Card[] };
  /** `isBuffered`: it holds its lines back when it writes into a pipe. */
  reader: { program: string; args(): string[]; isBuffered: boolean };
  /** Who holds memory of which card. One short process, asked seldom. */
  processes: { program: string; args: readonly string[]; of(text: string, cards: readonly Card[]): CardProcess[] };
  /** Made anew for each reader: a header line may tell it the columns. */
  rows(cards: readonly Card[]): (line: string) => Row | null;
  /** True: it has learned from this text what to ask otherwise, and is to be asked again at once. */
  learn?(text: string): boolean;
  kernelFault?(line: string, cards: readonly Card[]): KernelFault | null;
  env(cards: readonly Pick<Card, "id" | "index">[]): Record<string, string>;
}

/** A cell with a number in front, whatever unit follows; null for "[N/A]", "-", "N/A" and other words. Never a made-up zero. */
export function numberOf(cell: string | undefined): number | null {
  const found = /^\s*-?\d+(?:\.\d+)?/.exec(cell ?? "");
  return found ? Number(found[0]) : null;
}
/** A bus id in the one form in which tools and kernel can be compared: "0000:c1:00". */
export function busOf(text: string): string {
  const found = /([0-9a-f]{4,8}):([0-9a-f]{2}):([0-9a-f]{2})/i.exec(text);
  return found ? `${found[1]!.slice(-4)}:${found[2]}:${found[3]}`.toLowerCase() : text.toLowerCase();
}
