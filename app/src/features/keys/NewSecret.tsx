"use client";
import type { NewKey } from "@sluice/agent/contract";
import { KeyRound } from "lucide-react";
import { useTranslations } from "use-intl";
import { CopyButton } from "@/components/CopyButton.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { testIds } from "@/lib/test-ids.ts";

/** The only time the secret is seen: the box keeps its hash. */
export function NewSecret({ made, rotated, onDone }: { made: NewKey; rotated?: boolean; onDone: () => void }) {
  const t = useTranslations("keys");
  return (
    <section role="status" className="rounded-lg border border-gold bg-gold-wash p-5">
      <p className="flex items-center gap-2 font-semibold">
        <KeyRound aria-hidden className="size-4 text-gold-text" />{" "}
        {rotated ? t("rotated", { name: made.key.name }) : t("made", { name: made.key.name })}
      </p>
      <p className="mt-1 text-quiet text-sm">{t("once")}</p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <code
          data-testid={testIds.keySecret}
          className="min-w-0 select-all break-all rounded-md border border-line bg-surface px-3 py-2 font-mono text-sm"
        >
          {made.secret}
        </code>
        <CopyButton text={made.secret} what={t("secret")} withLabel />
        <Button size="sm" variant="ghost" onClick={onDone}>
          {t("saved")}
        </Button>
      </div>
    </section>
  );
}
