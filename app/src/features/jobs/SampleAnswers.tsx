"use client";
import type { JobReport } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { Panel } from "@/components/ui/Panel.tsx";

/** The same question to the base and to the tuned model. */
export function SampleAnswers({ samples }: { samples: JobReport["samples"] }) {
  const t = useTranslations("report");
  return (
    <Panel title={t("samples")} note={t("samplesNote")} flush>
      <ul className="divide-y divide-line">
        {samples.map((sample) => (
          <li key={sample.question} className="px-5 py-4">
            <p className="mb-3 font-medium">{sample.question}</p>
            <div className="grid gap-3 md:grid-cols-2">
              <Answer who={t("base")} text={sample.base} />
              <Answer who={t("tuned")} text={sample.tuned} tuned />
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Answer({ who, text, tuned }: { who: string; text: string; tuned?: boolean }) {
  return (
    <div className={`rounded-md border p-3 ${tuned ? "border-gold/50 bg-gold-wash" : "border-line bg-page"}`}>
      <p className="mb-1 text-[0.8125rem] text-quiet">{who}</p>
      <p className="whitespace-pre-wrap break-words text-sm">{text}</p>
    </div>
  );
}
