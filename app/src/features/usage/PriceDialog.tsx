"use client";
import type { Price } from "@sluice/agent/contract";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Dialog } from "@/components/ui/Dialog.tsx";
import { Field, Input, Select } from "@/components/ui/Field.tsx";
import { useModels } from "@/features/models/use-models.ts";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useVerb } from "@/lib/use-verb.ts";
import { draftOf, type PriceRequest, priceFields, priceOf } from "./price-draft.ts";

interface PriceDialogProps {
  /** Null: a model that has none of its own yet. */
  price: Price | null;
  known: Price[];
  currency: string;
  onClose: () => void;
}

export function PriceDialog({ price, known, currency, onClose }: PriceDialogProps) {
  const t = useTranslations("prices");
  const models = useModels().rows.filter((m) => m.servable || m.trainable);
  const free = models.filter((m) => !known.some((p) => p.modelId === m.id));
  const [chosen, setChosen] = useState("");
  const modelId = price ? price.modelId : chosen || (free[0]?.id ?? null);
  const from = price ?? known.find((p) => p.modelId === null);
  const [draft, setDraft] = useState(() =>
    draftOf(from ?? { inputPerMillion: 0, outputPerMillion: 0, cachedPerMillion: 0, perCardHour: 0 }),
  );
  const { price: body, wrong } = priceOf(draft, modelId);
  const save = useVerb({
    run: (request: PriceRequest) => call("PUT", "/api/prices", { body: request }),
    touches: [keys.prices, keys.usage],
    said: t("saved"),
    done: onClose,
    quiet: true,
  });
  const isNew = price === null;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={isNew ? t("addTitle") : t("editTitle", { model: price.modelName ?? t("everyModel") })}
      description={t("editNote")}
      footer={
        <>
          <Button onClick={onClose}>{t("back")}</Button>
          <Button
            variant="primary"
            disabled={body === null || (isNew && modelId === null) || save.isPending}
            onClick={() => body && save.mutate(body)}
          >
            {t("save")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {isNew ? (
          <Field label={t("model")}>
            {(aria) => (
              <Select {...aria} value={modelId ?? ""} onChange={(e) => setChosen(e.target.value)}>
                {free.map((m) => (
                  <option key={m.id} value={m.id}>
                    {m.name} · {m.kind}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ) : null}
        <div className="grid gap-4 sm:grid-cols-2">
          {priceFields.map((name) => (
            <Field key={name} label={t(name)} hint={t("unit", { currency })} error={wrong?.includes(name) ? t("rule") : null}>
              {(aria) => (
                <Input
                  {...aria}
                  type="number"
                  min={0}
                  step="any"
                  value={draft[name]}
                  onChange={(e) => setDraft({ ...draft, [name]: e.target.value })}
                />
              )}
            </Field>
          ))}
        </div>
        {save.error ? <ErrorState error={save.error} /> : null}
      </div>
    </Dialog>
  );
}
