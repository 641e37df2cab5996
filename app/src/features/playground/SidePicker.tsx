"use client";
import type { Deployment } from "@sluice/agent/contract";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { FakeChip } from "@/components/FakeChip.tsx";
import { DeploymentStateChip } from "@/components/StateChips.tsx";
import { Field, Select } from "@/components/ui/Field.tsx";
import { useWaitText } from "@/components/WaitText.tsx";

interface SidePickerProps {
  label: string;
  testId: string;
  deployments: Deployment[];
  value: Deployment | null;
  onChange: (name: string) => void;
}

export function SidePicker({ label, testId, deployments, value, onChange }: SidePickerProps) {
  const t = useTranslations("playground");
  const waitText = useWaitText();
  return (
    <div className="rounded-lg border border-line bg-surface p-4 shadow-card">
      <Field label={label}>
        {(aria) => (
          <Select {...aria} data-testid={testId} value={value?.name ?? "none"} onChange={(e) => onChange(e.target.value)}>
            <option value="none">{t("nobody")}</option>
            {deployments.map((d) => (
              <option key={d.id} value={d.name}>
                {d.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {value ? (
        <p className="mt-2.5 flex flex-wrap items-center gap-2 text-[0.8125rem] text-quiet">
          <DeploymentStateChip state={value.state} />
          <FakeChip fake={value.fake} />
          {value.wait && value.state !== "ready" ? waitText(value.wait) : t("serves", { model: value.modelName })}
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
