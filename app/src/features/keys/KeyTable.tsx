"use client";
import type { Key } from "@sluice/agent/contract";
import { createColumnHelper } from "@tanstack/react-table";
import { KeyRound } from "lucide-react";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable } from "@/components/DataTable.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ListPanel } from "@/components/ListPanel.tsx";
import { MomentText } from "@/components/MomentText.tsx";
import { RowLink } from "@/components/RowLink.tsx";
import { SearchInput } from "@/components/SearchInput.tsx";
import { Select } from "@/components/ui/Field.tsx";
import { useUrlState } from "@/lib/url-state.ts";
import { useWhole } from "@/lib/use-list.ts";
import { BudgetBars } from "./BudgetBars.tsx";
import { KeyStateChip } from "./KeyStateChip.tsx";
import { stateOf } from "./key-state.ts";
import { useKeys } from "./use-keys.ts";

const column = createColumnHelper<Key>();
const states = ["active", "rotating", "disabled", "expired", "revoked"] as const;

export function KeyTable() {
  const t = useTranslations("keys");
  const [q, setQ] = useUrlState("q");
  const [state, setState] = useUrlState("state");
  const list = useKeys();
  useWhole(list, q !== "" || state !== "");
  const rows = useMemo(() => {
    const now = Date.now();
    return list.rows.filter(
      (key) =>
        key.kind !== "playground" &&
        (state === "" || stateOf(key, now) === state) &&
        `${key.name} ${key.ownerName} ${key.department ?? ""} ${key.hint}`.toLowerCase().includes(q.toLowerCase()),
    );
  }, [list.rows, q, state]);
  const columns = useKeyColumns();
  return (
    <ListPanel
      {...list}
      onRetry={list.retry}
      total={q === "" && state === "" ? list.total : rows.length}
      shown={rows.length}
      filtered={q !== "" || state !== ""}
      filters={
        <>
          <SearchInput value={q} onChange={setQ} label={t("search")} />
          <Select aria-label={t("stateLabel")} className="w-40" value={state} onChange={(e) => setState(e.target.value)}>
            <option value="">{t("anyState")}</option>
            {states.map((s) => (
              <option key={s} value={s}>
                {t(`state.${s}`)}
              </option>
            ))}
          </Select>
        </>
      }
      empty={<EmptyState icon={KeyRound} title={t("empty")} note={t("emptyNote")} />}
    >
      <DataTable label={t("title")} columns={columns} rows={rows} rowId={(key) => key.id} rowHeight={57} onEnd={list.more} />
    </ListPanel>
  );
}

function useKeyColumns() {
  const t = useTranslations("keys");
  return useMemo(
    () => [
      column.accessor("name", {
        header: t("name"),
        cell: (c) => <RowLink href={`/keys/${c.row.original.id}`}>{c.getValue()}</RowLink>,
      }),
      column.accessor("hint", {
        header: t("hint"),
        cell: (c) => <code className="whitespace-nowrap font-mono text-[0.8125rem] text-quiet">{c.getValue()}</code>,
        meta: { className: "max-md:hidden" },
      }),
      column.display({ id: "state", header: t("stateLabel"), cell: (c) => <KeyStateChip of={c.row.original} /> }),
      column.accessor("ownerName", {
        header: t("owner"),
        cell: (c) => {
          const { kind } = c.row.original;
          return kind === "project" || kind === "metrics" ? t(`kindOf.${kind}`) : c.getValue();
        },
        meta: { className: "max-lg:hidden text-quiet" },
      }),
      column.display({
        id: "budget",
        header: t("budgetNearest"),
        cell: (c) => <BudgetBars of={c.row.original} short />,
        meta: { className: "max-sm:hidden" },
      }),
      column.accessor("lastUsedAt", {
        header: t("lastUsed"),
        cell: (c) => (c.getValue() ? <MomentText at={c.getValue()} /> : t("never")),
        meta: { className: "max-sm:hidden" },
      }),
    ],
    [t],
  );
}
