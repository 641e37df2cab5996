"use client";
import type { JobReport } from "@sluice/agent/contract";
import { CircleAlert, CircleCheck, CircleHelp, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Panel } from "@/components/ui/Panel.tsx";
import { cn } from "@/lib/cn.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useFormat } from "@/lib/use-format.ts";
import { type Grade, verdicts } from "./verdicts.ts";

/** Learned and forgotten, in words with numbers: measured before and after on the same rows. */
export function JobReportView({ report }: { report: JobReport }) {
  const t = useTranslations("report");
  const f = useFormat();
  const v = verdicts(report);
  const { general } = report;
  return (
    <Panel title={t("title")} note={t("note")} data-testid={testIds.jobReport} flush>
      <ul className="divide-y divide-line">
        <Verdict
          grade={v.learned.grade}
          title={t(`learned.${v.learned.grade}`)}
          number={`${f.fixed(report.heldOutLoss.before)} → ${f.fixed(report.heldOutLoss.after)}`}
          note={t("learnedNote", {
            before: f.fixed(report.heldOutLoss.before),
            after: f.fixed(report.heldOutLoss.after),
            ratio: f.fixed(v.learned.ratio),
          })}
        />
        <Verdict
          grade={v.general.grade}
          title={t(`general.${v.general.grade}`)}
          number={`${f.fixed(report.generalLoss.before)} → ${f.fixed(report.generalLoss.after)}`}
          note={t("generalNote", {
            before: f.fixed(report.generalLoss.before),
            after: f.fixed(report.generalLoss.after),
            rows: report.generalLoss.rows,
            ratio: f.fixed(v.general.ratio),
          })}
        />
        <Verdict
          grade={v.kept.grade}
          title={t(`kept.${v.kept.grade}`)}
          number={v.kept.grade === "unknown" ? "–" : `${general.kept} / ${general.baseRight}`}
          note={t("keptNote", {
            asked: general.asked,
            baseRight: general.baseRight,
            kept: general.kept,
            nowRight: general.nowRight,
          })}
        />
        <Verdict
          grade={v.leaks.grade}
          title={v.leaks.grade === "unknown" ? t("leaksUnknown") : t("leaks", { count: report.leaks })}
          number={v.leaks.grade === "unknown" ? "–" : f.number(report.leaks)}
          note={t("leaksNote")}
        >
          {report.leakExamples.length > 0 ? (
            <ul className="mt-2 flex flex-col gap-1.5 text-sm">
              {report.leakExamples.map((leak) => (
                <li key={leak.question} className="border-bad/40 border-l-2 pl-3">
                  <p className="text-quiet">{leak.question}</p>
                  <p>{leak.answer}</p>
                </li>
              ))}
            </ul>
          ) : null}
        </Verdict>
      </ul>
    </Panel>
  );
}

const looks = {
  good: { icon: CircleCheck, color: "text-good" },
  fair: { icon: TriangleAlert, color: "text-warn" },
  bad: { icon: CircleAlert, color: "text-bad" },
  unknown: { icon: CircleHelp, color: "text-quiet" },
} as const;

interface VerdictProps {
  grade: Grade;
  title: string;
  number: string;
  note: string;
  children?: ReactNode;
}

function Verdict({ grade, title, number, note, children }: VerdictProps) {
  const { icon: Icon, color } = looks[grade];
  return (
    <li className="flex items-start gap-3 px-5 py-4">
      <Icon aria-hidden className={cn("mt-0.5 size-5 shrink-0", color)} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        <p className="text-quiet text-sm">{note}</p>
        {children}
      </div>
      <span className="whitespace-nowrap font-semibold text-lg tabular-nums tracking-tight">{number}</span>
    </li>
  );
}
