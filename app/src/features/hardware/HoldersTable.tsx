"use client";
import type { CardHolder, CardState } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { PlainTable } from "@/components/PlainTable.tsx";
import { useHolderName } from "@/components/StrangerLegend.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { useFormat } from "@/lib/use-format.ts";

/** Whose every byte is, card by card: our runs, the box itself, and everybody else. */
export function HoldersTable({ cards }: { cards: readonly CardState[] }) {
  const t = useTranslations("hardware");
  const f = useFormat();
  const nameOf = useHolderName();
  const rows = cards.flatMap((card) => (card.holders ?? []).map((holder, i) => ({ card, holder, id: `${card.id}-${i}` })));
  if (rows.length === 0) return null;
  return (
    <Panel title={t("holders")} note={t("holdersNote")} flush>
      <PlainTable
        label={t("holders")}
        head={[
          { name: t("card") },
          { name: t("who") },
          { name: t("program"), className: "max-md:hidden" },
          { name: t("since"), className: "max-md:hidden" },
          { name: t("memory"), align: "right" },
        ]}
        rows={rows.map(({ card, holder, id }) => ({
          id,
          cells: [
            card.name,
            labelOf(card, holder) ?? (holder.kind === "stranger" ? t("outside", { user: holder.user ?? "–" }) : nameOf(holder)),
            <code key="p" className="font-mono text-[0.8125rem]">
              {programOf(holder)}
            </code>,
            holder.since === null ? "–" : f.moment(new Date(holder.since).toISOString()),
            holder.memoryBytes === null ? t("notSaid") : f.bytes(holder.memoryBytes),
          ],
        }))}
      />
    </Panel>
  );
}

/** A run is known by its name, as in the ledger. */
const labelOf = (card: CardState, holder: CardHolder): string | null =>
  holder.kind === "run" ? (card.leases.find((lease) => lease.runId === holder.runId)?.label ?? holder.runId) : null;

function programOf({ command, pid, processes }: CardHolder): string {
  if (command === null) return "–";
  const more = processes > 1 ? ` +${processes - 1}` : "";
  return `${command}${pid === null ? "" : ` (${pid})`}${more}`;
}
