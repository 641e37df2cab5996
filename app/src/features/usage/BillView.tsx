"use client";
import { Printer } from "lucide-react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { MomentText } from "@/components/MomentText.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Select } from "@/components/ui/Field.tsx";
import { Skeleton } from "@/components/ui/Skeleton.tsx";
import { useSession } from "@/lib/session.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { useFormat } from "@/lib/use-format.ts";
import { BillTable } from "./BillTable.tsx";
import { keptMonths, localDay, monthPeriod } from "./period.ts";
import { totalsOf } from "./pivot.ts";
import { useReport } from "./use-report.ts";

const parts = ["department", "project", "key", "model"] as const;

/** A month on paper: what each department, project, key and model cost, and what training took. */
export function BillView() {
  const t = useTranslations("usage");
  const f = useFormat();
  const session = useSession().data;
  const today = localDay(new Date());
  const months = keptMonths(today);
  const [chosen, setMonth] = useUrlState("bill-month", months[0] ?? "");
  const month = months.includes(chosen) ? chosen : (months[0] ?? "");
  const { from, to } = monthPeriod(month);
  const [departments, ...rest] = [
    useReport({ from, to, bucket: "all", group: parts[0] }),
    useReport({ from, to, bucket: "all", group: parts[1] }),
    useReport({ from, to, bucket: "all", group: parts[2] }),
    useReport({ from, to, bucket: "all", group: parts[3] }),
  ];
  const bill = departments.data;
  const sum = totalsOf(bill?.rows ?? []);
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center gap-3 print:hidden">
        <Select aria-label={t("billMonth")} className="w-44" value={month} onChange={(e) => setMonth(e.target.value)}>
          {months.map((m) => (
            <option key={m} value={m}>
              {f.month(m)}
            </option>
          ))}
        </Select>
        <Button className="ml-auto" disabled={!bill} onClick={() => window.print()}>
          <Printer aria-hidden /> {t("print")}
        </Button>
      </div>
      {departments.error && !bill ? (
        <ErrorState error={departments.error} onRetry={() => void departments.refetch()} />
      ) : !bill ? (
        <Skeleton className="h-96 rounded-lg" />
      ) : (
        <article className="flex flex-col gap-6 rounded-lg border border-line bg-surface p-6 shadow-card sm:p-8 print:border-0 print:p-0 print:shadow-none">
          <header className="flex flex-wrap items-end justify-between gap-4">
            <div>
              <h2 className="font-semibold text-xl">{t("billTitle", { month: f.month(month) })}</h2>
              <p className="text-quiet text-sm">{session?.boxName}</p>
            </div>
            <p className="text-right">
              <span className="block text-[0.8125rem] text-quiet">{t("billTotal")}</span>
              <span className="font-semibold text-2xl tabular-nums">{f.money(sum.cost + sum.trainingCost, bill.currency)}</span>
            </p>
          </header>
          {[departments, ...rest].map((report, i) => {
            const group = parts[i];
            return report.data && group ? <BillTable key={group} report={report.data} group={group} /> : null;
          })}
          <footer className="text-[0.8125rem] text-quiet">
            {t("billNote")} {t("upTo")} <MomentText at={bill.upTo} />
          </footer>
        </article>
      )}
    </div>
  );
}
