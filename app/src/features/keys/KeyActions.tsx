"use client";
import { Key, type NewKey, type UpdateKey } from "@sluice/agent/contract";
import { CirclePause, CirclePlay, Pencil, RefreshCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import { MomentText } from "@/components/MomentText.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useVerb } from "@/lib/use-verb.ts";
import { EditKeyDialog } from "./EditKeyDialog.tsx";
import { draftOf, toUpdate } from "./key-draft.ts";
import { stateOf } from "./key-state.ts";
import { RotateDialog } from "./RotateDialog.tsx";

export function KeyActions({ of: key, onRotated }: { of: Key; onRotated: (made: NewKey) => void }) {
  const t = useTranslations("keys");
  const [open, setOpen] = useState<"edit" | "rotate" | "revoke" | "disable" | null>(null);
  const close = () => setOpen(null);
  const update = useVerb({
    run: (body: UpdateKey) => call("PUT", `/api/keys/${key.id}`, { body, schema: Key }),
    touches: [keys.apiKeys],
    said: t("savedToast"),
    done: close,
  });
  const revoke = useVerb({
    run: () => call("DELETE", `/api/keys/${key.id}`),
    touches: [keys.apiKeys],
    said: t("revoked"),
    done: close,
  });
  const setDisabled = (disabled: boolean): void => {
    const { body } = toUpdate(draftOf(key), key);
    if (body) update.mutate({ ...body, disabled });
  };
  const state = stateOf(key, Date.now());
  if (state === "revoked") return null;
  return (
    <>
      <Button variant="danger" onClick={() => setOpen("revoke")}>
        <Trash2 aria-hidden /> {t("revoke")}
      </Button>
      {key.disabledAt ? (
        <Button disabled={update.isPending} onClick={() => setDisabled(false)}>
          <CirclePlay aria-hidden /> {t("enable")}
        </Button>
      ) : (
        <Button onClick={() => setOpen("disable")}>
          <CirclePause aria-hidden /> {t("disable")}
        </Button>
      )}
      <Button onClick={() => setOpen("rotate")}>
        <RefreshCw aria-hidden /> {t("rotate")}
      </Button>
      <Button onClick={() => setOpen("edit")}>
        <Pencil aria-hidden /> {t("edit")}
      </Button>
      {open === "edit" ? <EditKeyDialog of={key} onClose={close} /> : null}
      {open === "rotate" ? <RotateDialog of={key} onClose={close} onRotated={onRotated} /> : null}
      <ConfirmDialog
        open={open === "disable"}
        onOpenChange={close}
        title={t("disableTitle", { name: key.name })}
        action={t("disable")}
        pending={update.isPending}
        onConfirm={() => setDisabled(true)}
      >
        <p>{t("disableNote", { name: key.name })}</p>
      </ConfirmDialog>
      <ConfirmDialog
        open={open === "revoke"}
        onOpenChange={close}
        title={t("revokeTitle", { name: key.name })}
        action={t("revoke")}
        pending={revoke.isPending}
        onConfirm={() => revoke.mutate()}
      >
        <p>{t("revokeNote", { name: key.name })}</p>
        <p className="text-quiet">
          {t("lastUsed")}: {key.lastUsedAt ? <MomentText at={key.lastUsedAt} /> : t("never")}
        </p>
      </ConfirmDialog>
    </>
  );
}
