"use client";
import type { Route } from "@sluice/agent/contract";
import { MessagesSquare, Pencil, Send, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Dialog } from "@/components/ui/Dialog.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useVerb } from "@/lib/use-verb.ts";
import { areGoodNames, NameFields } from "./NameFields.tsx";
import { PublishDialog } from "./PublishDialog.tsx";
import { parseNames } from "./route-draft.ts";
import { useSaveRoute } from "./use-save-route.ts";

export function RouteActions({ route }: { route: Route }) {
  const t = useTranslations("routes");
  const router = useRouter();
  const [open, setOpen] = useState<"rename" | "publish" | "delete" | null>(null);
  const close = () => setOpen(null);
  const remove = useVerb({
    run: () => call("DELETE", `/api/routes/${route.id}`),
    touches: [[...keys.routes, "list"]],
    said: t("deleted", { name: route.name }),
    done: () => router.push("/routes"),
    quiet: true,
  });
  return (
    <>
      <Button variant="danger" onClick={() => setOpen("delete")}>
        <Trash2 aria-hidden /> {t("delete")}
      </Button>
      {route.targets.length > 0 ? (
        <Button asChild>
          <Link href={`/playground?right=${encodeURIComponent(route.name)}`} prefetch={false}>
            <MessagesSquare aria-hidden /> {t("ask")}
          </Link>
        </Button>
      ) : null}
      <Button onClick={() => setOpen("rename")}>
        <Pencil aria-hidden /> {t("rename")}
      </Button>
      <Button
        variant="primary"
        data-testid={testIds.routePublish}
        disabled={route.rollout !== null}
        title={route.rollout ? t("publishLater") : undefined}
        onClick={() => setOpen("publish")}
      >
        <Send aria-hidden /> {t("publish")}
      </Button>
      {open === "rename" ? <RenameDialog route={route} onClose={close} /> : null}
      {open === "publish" ? <PublishDialog route={route} model={null} onClose={close} onPublished={close} /> : null}
      <ConfirmDialog
        open={open === "delete"}
        onOpenChange={close}
        title={t("deleteTitle", { name: route.name })}
        action={t("delete")}
        pending={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        <p>{t("deleteNote", { names: [route.name, ...route.aliases].join(", ") })}</p>
        {remove.error ? <ErrorState error={remove.error} /> : null}
      </ConfirmDialog>
    </>
  );
}

function RenameDialog({ route, onClose }: { route: Route; onClose: () => void }) {
  const t = useTranslations("routes");
  const [names, setNames] = useState({ name: route.name, aliases: route.aliases.join(", ") });
  const save = useSaveRoute(route, onClose);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("renameTitle", { name: route.name })}
      description={t("renameNote")}
      footer={
        <>
          <Button onClick={onClose}>{t("back")}</Button>
          <Button
            variant="primary"
            disabled={!areGoodNames(names) || save.isPending}
            onClick={() => save.mutate({ name: names.name, aliases: parseNames(names.aliases).names })}
          >
            {t("save")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <NameFields value={names} onChange={setNames} />
        {save.error ? <ErrorState error={save.error} /> : null}
      </div>
    </Dialog>
  );
}
