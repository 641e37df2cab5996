"use client";
import type { Price } from "@sluice/agent/contract";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { PlainTable } from "@/components/PlainTable.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { SkeletonRows } from "@/components/ui/Skeleton.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useFormat } from "@/lib/use-format.ts";
import { useVerb } from "@/lib/use-verb.ts";
import { CurrencyForm } from "./CurrencyForm.tsx";
import { PriceDialog } from "./PriceDialog.tsx";
import { inOrder } from "./price-draft.ts";
import { usePrices } from "./use-prices.ts";

/** What tokens and training cost: for every model, and for some their own. */
export function Prices() {
  const t = useTranslations("prices");
  const { data, error, refetch } = usePrices();
  const [editing, setEditing] = useState<Price | "new" | null>(null);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <div className="flex flex-col gap-6">
      <Panel
        title={t("title")}
        note={t("note")}
        flush
        actions={
          <Button size="sm" disabled={!data} onClick={() => setEditing("new")}>
            <Plus aria-hidden /> {t("add")}
          </Button>
        }
      >
        {data ? <PriceTable currency={data.currency} prices={data.prices} onEdit={setEditing} /> : <SkeletonRows rows={2} />}
      </Panel>
      {data ? <CurrencyForm currency={data.currency} /> : null}
      {data && editing ? (
        <PriceDialog
          price={editing === "new" ? null : editing}
          known={data.prices}
          currency={data.currency}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </div>
  );
}

function PriceTable({ currency, prices, onEdit }: { currency: string; prices: Price[]; onEdit: (price: Price) => void }) {
  const t = useTranslations("prices");
  const f = useFormat();
  const remove = useVerb({
    run: (modelId: string) => call("DELETE", `/api/prices/${modelId}`),
    touches: [keys.prices],
    said: t("removed"),
  });
  return (
    <PlainTable
      label={t("title")}
      head={[
        { name: t("model") },
        { name: t("inputPerMillion"), align: "right" },
        { name: t("cachedPerMillion"), align: "right", className: "max-md:hidden" },
        { name: t("outputPerMillion"), align: "right" },
        { name: t("perCardHour"), align: "right", className: "max-md:hidden" },
        { name: "", align: "right" },
      ]}
      rows={inOrder(prices).map((price) => ({
        id: price.modelId ?? "default",
        cells: [
          <span key="m" className="font-medium">
            {price.modelId === null ? t("everyModel") : (price.modelName ?? price.modelId)}
          </span>,
          f.money(price.inputPerMillion, currency),
          f.money(price.cachedPerMillion, currency),
          f.money(price.outputPerMillion, currency),
          f.money(price.perCardHour, currency),
          <span key="a" className="flex justify-end gap-2">
            {price.modelId === null ? null : (
              <Button
                size="sm"
                variant="danger"
                disabled={remove.isPending}
                onClick={() => price.modelId && remove.mutate(price.modelId)}
              >
                {t("toDefault")}
              </Button>
            )}
            <Button size="sm" onClick={() => onEdit(price)}>
              {t("edit")}
            </Button>
          </span>,
        ],
      }))}
    />
  );
}
