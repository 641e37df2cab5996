"use client";
import { type Key, NewKey, RotateKey } from "@sluice/agent/contract";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Dialog } from "@/components/ui/Dialog.tsx";
import { Field, Input } from "@/components/ui/Field.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useVerb } from "@/lib/use-verb.ts";

interface RotateDialogProps {
  of: Key;
  onClose: () => void;
  onRotated: (made: NewKey) => void;
}

/** A new secret at once; the old one goes on working for a while, so that nothing breaks meanwhile. */
export function RotateDialog({ of: key, onClose, onRotated }: RotateDialogProps) {
  const t = useTranslations("keys");
  const [hours, setHours] = useState("24");
  const asked = RotateKey.safeParse({ overlapHours: hours.trim() === "" ? Number.NaN : Number(hours) });
  const rotate = useVerb({
    run: (body: { overlapHours: number }) => call("POST", `/api/keys/${key.id}/rotate`, { body, schema: NewKey }),
    touches: [keys.apiKeys],
    done: (made) => {
      onRotated(made);
      onClose();
    },
    quiet: true,
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("rotateTitle", { name: key.name })}
      description={t("rotateNote")}
      footer={
        <>
          <Button onClick={onClose}>{t("back")}</Button>
          <Button
            variant="primary"
            disabled={!asked.success || rotate.isPending}
            onClick={() => asked.success && rotate.mutate(asked.data)}
          >
            {t("rotate")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label={t("overlap")} hint={t("overlapHint")} error={asked.success ? null : t("overlapRule")}>
          {(aria) => (
            <Input {...aria} type="number" min={0} max={2160} value={hours} onChange={(e) => setHours(e.target.value)} />
          )}
        </Field>
        {key.previous ? <p className="text-sm text-warn">{t("rotateAgain")}</p> : null}
        {rotate.error ? <ErrorState error={rotate.error} /> : null}
      </div>
    </Dialog>
  );
}
