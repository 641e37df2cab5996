"use client";
import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useVerb } from "@/lib/use-verb.ts";
import type { ModelDetail } from "./model-detail.ts";

export function DeleteModel({ model }: { model: ModelDetail }) {
  const t = useTranslations("models");
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const remove = useVerb({
    run: () => call("DELETE", `/api/models/${model.id}`),
    touches: [[...keys.models, "list"], keys.box],
    said: t("deleted", { name: model.name }),
    done: () => router.push("/models"),
    quiet: true,
  });
  return (
    <>
      <Button variant="danger" onClick={() => setOpen(true)}>
        <Trash2 aria-hidden /> {t("delete")}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t("deleteTitle", { name: model.name })}
        action={t("delete")}
        pending={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        <p>{t("deleteNote")}</p>
        {model.usedBy.length > 0 ? (
          <ul className="list-disc pl-5">
            {model.usedBy.map((user) => (
              <li key={user.id}>
                {t("userKind", { kind: user.kind })} {user.name}
              </li>
            ))}
          </ul>
        ) : null}
        {remove.error ? <ErrorState error={remove.error} /> : null}
      </ConfirmDialog>
    </>
  );
}
