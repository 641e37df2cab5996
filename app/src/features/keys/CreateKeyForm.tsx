"use client";
import { type CreateKey, NewKey } from "@sluice/agent/contract";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Field, Input } from "@/components/ui/Field.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useVerb } from "@/lib/use-verb.ts";
import { KeyFields } from "./KeyFields.tsx";
import { emptyDraft, type KeyDraft, toCreate } from "./key-draft.ts";

/** A name is enough; limits are folded away until somebody wants them. */
export function CreateKeyForm({ onMade }: { onMade: (made: NewKey) => void }) {
  const t = useTranslations("keys");
  const [draft, setDraft] = useState(emptyDraft);
  const change = (part: Partial<KeyDraft>): void => setDraft((d) => ({ ...d, ...part }));
  const { body, wrong } = toCreate(draft);
  const create = useVerb({
    run: (request: CreateKey) => call("POST", "/api/keys", { body: request, schema: NewKey }),
    touches: [keys.apiKeys],
    done: (made) => {
      setDraft(emptyDraft());
      onMade(made);
    },
    quiet: true,
  });
  return (
    <Panel>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (body) create.mutate(body);
        }}
      >
        <div className="flex flex-col gap-3 sm:flex-row sm:items-end">
          <Field label={t("newName")} className="flex-1">
            {(aria) => (
              <Input
                {...aria}
                maxLength={80}
                placeholder={t("newNameExample")}
                data-testid={testIds.keyName}
                value={draft.name}
                onChange={(e) => change({ name: e.target.value })}
              />
            )}
          </Field>
          <Button type="submit" variant="primary" data-testid={testIds.keyCreate} disabled={body === null || create.isPending}>
            <Plus aria-hidden /> {t("create")}
          </Button>
        </div>
        <details className="mt-4">
          <summary data-testid={testIds.keyLimits} className="w-fit cursor-pointer font-medium text-sm">
            {t("limits")} <span className="font-normal text-quiet">{t("limitsNote")}</span>
          </summary>
          <div className="mt-4">
            <KeyFields draft={draft} wrong={wrong} onChange={change} fixedKind={false} />
          </div>
        </details>
      </form>
      {create.error ? (
        <div className="mt-3">
          <ErrorState error={create.error} />
        </div>
      ) : null}
    </Panel>
  );
}
