/** The matrix that says what joins the cards ("nvidia-smi topo -m", "npu-smi info -t topo"): a header of names, a row per card. */
import type { Card, CardLink } from "../contract/card.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: some versions underline the header
const underline = /\u001b\[[0-9;]*m/g;

/** `name`: "GPU" or "NPU", what stands before the index. `widthOf`: the links in a cell, null where it is no link of this kind. */
export function linksOf(
  text: string,
  cards: readonly Card[],
  table: { name: string; kind: CardLink["kind"]; widthOf: (cell: string) => { width: number | null } | null },
): Card[] {
  const rows = new Map<number, string[]>();
  for (const line of text.replace(underline, "").split("\n")) {
    const cells = line.trim().split(/\s+/);
    const index = new RegExp(`^${table.name}(\\d+)$`).exec(cells[0] ?? "")?.[1];
    // The header begins with a name too; a row has "X" where it meets itself.
    if (index !== undefined && cells.includes("X")) rows.set(Number(index), cells.slice(1));
  }
  return cards.map((card) => {
    const found = (rows.get(card.index) ?? []).slice(0, rows.size).flatMap((cell) => table.widthOf(cell) ?? []);
    if (found.length === 0) return card;
    const widths = found.flatMap(({ width }) => width ?? []);
    const link = { kind: table.kind, width: widths.length > 0 ? Math.max(...widths) : null, cards: found.length };
    return { ...card, facts: { ...card.facts, link } };
  });
}
