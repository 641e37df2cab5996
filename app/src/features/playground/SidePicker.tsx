"use client";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { FakeChip } from "@/components/FakeChip.tsx";
import { AnyDeploymentStateChip } from "@/components/StateChips.tsx";
import { Field, Select } from "@/components/ui/Field.tsx";
import { useWaitText } from "@/components/WaitText.tsx";
import { useFormat } from "@/lib/use-format.ts";
import { type Askable, stateOf } from "./askables.ts";

interface SidePickerProps {
  label: string;
  testId: string;
  all: Askable[];
  value: Askable | null;
  onChange: (name: string) => void;
}

export function SidePicker({ label, testId, all, value, onChange }: SidePickerProps) {
  const t = useTranslations("playground");
  const groups = [
    { title: t("deployments"), of: all.filter(({ route }) => route === null) },
    { title: t("routes"), of: all.filter(({ route }) => route !== null) },
  ];
  return (
    <div className="rounded-lg border border-line bg-surface p-4 shadow-card">
      <Field label={label}>
        {(aria) => (
          <Select {...aria} data-testid={testId} value={value?.name ?? "none"} onChange={(e) => onChange(e.target.value)}>
            <option value="none">{t("nobody")}</option>
            {groups.map(({ title, of }) =>
              of.length === 0 ? null : (
                <optgroup key={title} label={title}>
                  {of.map(({ name }) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                </optgroup>
              ),
            )}
          </Select>
        )}
      </Field>
      {value ? (
        <p className="mt-2.5 flex flex-wrap items-center gap-2 text-[0.8125rem] text-quiet">
          <AnyDeploymentStateChip state={stateOf(value)} />
          <FakeChip fake={value.deployment.fake} />
          <WhoAnswers asked={value} />
        </p>
      ) : (
        <p className="mt-2.5 text-[0.8125rem] text-quiet">
          <Link href="/models?kind=gguf" prefetch={false} className="text-gold-text hover:underline">
            {t("deployToCompare")}
          </Link>
        </p>
      )}
    </div>
  );
}

/** The model; of a name that leads to several, each with its part of the questions. */
function WhoAnswers({ asked }: { asked: Askable }) {
  const t = useTranslations("playground");
  const f = useFormat();
  const waitText = useWaitText();
  const { route, deployment } = asked;
  if (stateOf(asked) !== "ready" && deployment.wait) return waitText(deployment.wait);
  const weighted = route?.targets.filter(({ weight }) => weight > 0) ?? [];
  if (weighted.length < 2) return t("serves", { model: deployment.modelName });
  const sum = weighted.reduce((all, { weight }) => all + weight, 0);
  const parts = weighted.map((one) => t("part", { name: one.deploymentName, percent: f.number((one.weight / sum) * 100, 1) }));
  return t("leads", { parts: parts.join(" · ") });
}
