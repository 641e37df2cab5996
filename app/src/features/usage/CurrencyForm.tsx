"use client";
import { Settings } from "@sluice/agent/contract";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/Button.tsx";
import { Field, Input } from "@/components/ui/Field.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useOne } from "@/lib/use-one.ts";
import { useVerb } from "@/lib/use-verb.ts";

/** One currency for the whole box. It names the numbers and converts none. */
export function CurrencyForm({ currency }: { currency: string }) {
  const t = useTranslations("prices");
  const settings = useOne(keys.settings, "/api/settings", Settings).data;
  const [text, setText] = useState(currency);
  const save = useVerb({
    run: (body: Settings) => call("PUT", "/api/settings", { body, schema: Settings }),
    touches: [keys.settings, keys.prices, keys.usage],
    said: t("saved"),
  });
  const wanted = text.trim().toUpperCase();
  const isGood = Settings.shape.currency.safeParse(wanted).success;
  return (
    <Panel title={t("currency")} note={t("currencyNote")}>
      <form
        className="flex flex-wrap items-start gap-3"
        onSubmit={(e) => {
          e.preventDefault();
          if (settings) save.mutate({ ...settings, currency: wanted });
        }}
      >
        <Field label={t("currencyCode")} hint={t("currencyHint")} error={isGood ? null : t("currencyRule")} className="w-64">
          {(aria) => <Input {...aria} list="currencies" maxLength={3} value={text} onChange={(e) => setText(e.target.value)} />}
        </Field>
        <datalist id="currencies">
          {["CNY", "EUR", "USD", "GBP", "JPY", "SGD", "HKD"].map((code) => (
            <option key={code} value={code} />
          ))}
        </datalist>
        <Button type="submit" className="mt-[1.6875rem]" disabled={!settings || !isGood || wanted === currency || save.isPending}>
          {t("save")}
        </Button>
      </form>
    </Panel>
  );
}
