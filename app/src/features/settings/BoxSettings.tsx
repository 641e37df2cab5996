"use client";
import { Settings } from "@sluice/agent/contract";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Field, Input, Select } from "@/components/ui/Field.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { Skeleton } from "@/components/ui/Skeleton.tsx";
import { call } from "@/lib/agent.ts";
import { setLocale, setTheme, type Theme, useTheme } from "@/lib/preferences.ts";
import { keys } from "@/lib/query-keys.ts";
import { useOne } from "@/lib/use-one.ts";
import { useVerb } from "@/lib/use-verb.ts";
import { CardHoursForm } from "./CardHoursForm.tsx";

export function BoxSettings() {
  const t = useTranslations("settings");
  const { data, error, refetch } = useOne(keys.settings, "/api/settings", Settings);
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <Panel title={t("box")} note={t("boxNote")}>
        {error && !data ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : data ? (
          <BoxForm key={JSON.stringify(data)} current={data} />
        ) : (
          <Skeleton className="h-24" />
        )}
      </Panel>
      {data ? (
        <Panel title={t("cardHours")} note={t("cardHoursNote")}>
          <CardHoursForm key={JSON.stringify(data)} current={data} />
        </Panel>
      ) : null}
      <Panel title={t("mine")} note={t("mineNote")}>
        <MyChoices />
      </Panel>
    </div>
  );
}

function BoxForm({ current }: { current: Settings }) {
  const t = useTranslations("settings");
  const [draft, setDraft] = useState(current);
  const save = useVerb({
    run: () => call("PUT", "/api/settings", { body: draft, schema: Settings }),
    touches: [keys.settings, keys.session, keys.box],
    said: t("savedToast"),
  });
  const changed = JSON.stringify(draft) !== JSON.stringify(current);
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(e) => {
        e.preventDefault();
        save.mutate();
      }}
    >
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label={t("boxName")} hint={t("boxNameHint")}>
          {(aria) => (
            <Input
              {...aria}
              required
              maxLength={60}
              value={draft.boxName}
              onChange={(e) => setDraft({ ...draft, boxName: e.target.value })}
            />
          )}
        </Field>
        <Field label={t("restartLimit")} hint={t("restartLimitHint")}>
          {(aria) => (
            <Input
              {...aria}
              type="number"
              min={0}
              max={20}
              value={draft.restartLimit}
              onChange={(e) =>
                setDraft({ ...draft, restartLimit: Math.max(0, Math.min(20, Math.trunc(Number(e.target.value)))) })
              }
            />
          )}
        </Field>
        <Field label={t("usageLineDays")} hint={t("usageLineDaysHint")}>
          {(aria) => (
            <Input
              {...aria}
              type="number"
              min={1}
              max={400}
              value={draft.usageLineDays}
              onChange={(e) =>
                setDraft({ ...draft, usageLineDays: Math.max(1, Math.min(400, Math.trunc(Number(e.target.value)))) })
              }
            />
          )}
        </Field>
      </div>
      <Button
        type="submit"
        variant="primary"
        className="self-start"
        disabled={!changed || draft.boxName.trim() === "" || save.isPending}
      >
        {t("save")}
      </Button>
    </form>
  );
}

function MyChoices() {
  const t = useTranslations("settings");
  const tf = useTranslations("frame");
  const locale = useLocale();
  const theme = useTheme();
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <Field label={tf("language")}>
        {(aria) => (
          <Select {...aria} value={locale} onChange={(e) => setLocale(e.target.value === "zh-CN" ? "zh-CN" : "en")}>
            <option value="en" lang="en">
              English
            </option>
            <option value="zh-CN" lang="zh-CN">
              简体中文
            </option>
          </Select>
        )}
      </Field>
      <Field label={t("theme")}>
        {(aria) => (
          <Select {...aria} value={theme} onChange={(e) => setTheme(e.target.value as Theme)}>
            {(["system", "light", "dark"] as const).map((value) => (
              <option key={value} value={value}>
                {tf(`themes.${value}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  );
}
