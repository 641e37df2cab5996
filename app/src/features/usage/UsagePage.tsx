"use client";
import { useTranslations } from "use-intl";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Tabs } from "@/components/ui/Tabs.tsx";
import { useUrlState } from "@/lib/url-state.ts";
import { BillView } from "./BillView.tsx";
import { Prices } from "./Prices.tsx";
import { ReportView } from "./ReportView.tsx";

export function UsagePage() {
  const t = useTranslations("usage");
  const [tab, setTab] = useUrlState("tab", "usage");
  return (
    <>
      <div className="print:hidden">
        <PageHeader title={t("title")} note={t("note")} />
      </div>
      <Tabs
        label={t("title")}
        value={tab}
        onChange={setTab}
        tabs={[
          { id: "usage", label: t("tab.usage"), content: <ReportView /> },
          { id: "bill", label: t("tab.bill"), content: <BillView /> },
          { id: "prices", label: t("tab.prices"), content: <Prices /> },
        ]}
      />
    </>
  );
}
