"use client";
import { Key, type UpdateKey } from "@sluice/agent/contract";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Dialog } from "@/components/ui/Dialog.tsx";
import { Field, Input } from "@/components/ui/Field.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useVerb } from "@/lib/use-verb.ts";
import { KeyFields } from "./KeyFields.tsx";
import { draftOf, type KeyDraft, toUpdate } from "./key-draft.ts";

export function EditKeyDialog({ of: key, onClose }: { of: Key; onClose: () => void }) {
  const t = useTranslations("keys");
  const [draft, setDraft] = useState(() => draftOf(key));
  const change = (part: Partial<KeyDraft>): void => setDraft((d) => ({ ...d, ...part }));
  const { body, wrong } = toUpdate(draft, key);
  const save = useVerb({
    run: (request: UpdateKey) => call("PUT", `/api/keys/${key.id}`, { body: request, schema: Key }),
    touches: [keys.apiKeys],
    said: t("savedToast"),
    done: onClose,
    quiet: true,
  });
  return (
    <Dialog
      wide
      open
      onOpenChange={onClose}
      title={t("editTitle", { name: key.name })}
      description={t("editNote")}
      footer={
        <>
          <Button onClick={onClose}>{t("back")}</Button>
          <Button variant="primary" disabled={body === null || save.isPending} onClick={() => body && save.mutate(body)}>
            {t("save")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        <Field label={t("name")} error={wrong?.includes("name") ? t("nameRule") : null}>
          {(aria) => <Input {...aria} maxLength={80} value={draft.name} onChange={(e) => change({ name: e.target.value })} />}
        </Field>
        <KeyFields draft={draft} wrong={wrong} onChange={change} fixedKind />
        {save.error ? <ErrorState error={save.error} /> : null}
      </div>
    </Dialog>
  );
}
