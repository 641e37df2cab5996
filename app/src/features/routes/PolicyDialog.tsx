"use client";
import type { Route } from "@sluice/agent/contract";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Dialog } from "@/components/ui/Dialog.tsx";
import { Field, Input, Textarea } from "@/components/ui/Field.tsx";
import { draftOf, type PolicyDraft, policyOf } from "./policy-draft.ts";
import { useSaveRoute } from "./use-save-route.ts";

export function PolicyDialog({ route, onClose }: { route: Route; onClose: () => void }) {
  const t = useTranslations("policy");
  const [draft, setDraft] = useState(() => draftOf(route.policy));
  const change = (part: Partial<PolicyDraft>): void => setDraft((d) => ({ ...d, ...part }));
  const { policy, wrong } = policyOf(draft);
  const save = useSaveRoute(route, onClose);
  const number = (name: "queueLimit" | "queueSeconds" | "timeoutSeconds" | "maxTokens", path: string) => (
    <Field label={t(`field.${name}`)} hint={t(`hint.${name}`)} error={wrong?.includes(path) ? t(`rule.${name}`) : null}>
      {(aria) => (
        <Input
          {...aria}
          type="number"
          min={0}
          step="any"
          value={draft[name]}
          onChange={(e) => change({ [name]: e.target.value })}
        />
      )}
    </Field>
  );
  return (
    <Dialog
      wide
      open
      onOpenChange={onClose}
      title={t("titleOf", { name: route.name })}
      footer={
        <>
          <Button onClick={onClose}>{t("back")}</Button>
          <Button
            variant="primary"
            disabled={policy === null || save.isPending}
            onClick={() => policy && save.mutate({ policy })}
          >
            {t("save")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        <label className="flex items-start gap-2.5 text-sm">
          <input type="checkbox" className="mt-1" checked={draft.waits} onChange={(e) => change({ waits: e.target.checked })} />
          <span>
            <span className="font-medium">{t("waits")}</span>
            <span className="block text-[0.8125rem] text-quiet">{t("waitsHint")}</span>
          </span>
        </label>
        {draft.waits ? (
          <div className="grid gap-4 sm:grid-cols-2">
            {number("queueLimit", "queue.limit")}
            {number("queueSeconds", "queue.waitMs")}
          </div>
        ) : null}
        <div className="grid gap-4 sm:grid-cols-2">
          {number("timeoutSeconds", "timeoutMs")}
          {number("maxTokens", "maxTokens")}
        </div>
        <Field
          label={t("prompt")}
          hint={t("promptHint")}
          error={wrong?.some((path) => path.startsWith("systemPrompt")) ? t("promptRule") : null}
        >
          {(aria) => <Textarea {...aria} rows={5} value={draft.prompt} onChange={(e) => change({ prompt: e.target.value })} />}
        </Field>
        {draft.prompt.trim() === "" ? null : (
          <label className="flex items-start gap-2.5 text-sm">
            <input
              type="checkbox"
              className="mt-1"
              checked={draft.locked}
              onChange={(e) => change({ locked: e.target.checked })}
            />
            <span>
              <span className="font-medium">{t("locked")}</span>
              <span className="block text-[0.8125rem] text-quiet">{t("lockedHint")}</span>
            </span>
          </label>
        )}
        {save.error ? <ErrorState error={save.error} /> : null}
      </div>
    </Dialog>
  );
}
