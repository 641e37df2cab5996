"use client";
import { type CreateRoute, Route } from "@sluice/agent/contract";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Dialog } from "@/components/ui/Dialog.tsx";
import { Field, Select } from "@/components/ui/Field.tsx";
import { useDeployments } from "@/features/deployments/use-deployments.ts";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useVerb } from "@/lib/use-verb.ts";
import { areGoodNames, NameFields } from "./NameFields.tsx";
import { parseNames } from "./route-draft.ts";

interface CreateRouteDialogProps {
  onClose: () => void;
  onCreated: (route: Route) => void;
}

/** A name and who answers first; weights, fallbacks and rules have their places on the route's own page. */
export function CreateRouteDialog({ onClose, onCreated }: CreateRouteDialogProps) {
  const t = useTranslations("routes");
  const deployments = useDeployments();
  const [names, setNames] = useState({ name: "", aliases: "" });
  const [target, setTarget] = useState("");
  const create = useVerb({
    run: (body: Partial<CreateRoute>) => call("POST", "/api/routes", { body, schema: Route }),
    touches: [keys.routes],
    said: t("created", { name: names.name }),
    done: onCreated,
    quiet: true,
  });
  const send = (): void =>
    create.mutate({
      name: names.name,
      aliases: parseNames(names.aliases).names,
      targets: target ? [{ deploymentId: target, weight: 100 }] : [],
    });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("newTitle")}
      description={t("newNote")}
      footer={
        <>
          <Button onClick={onClose}>{t("back")}</Button>
          <Button
            variant="primary"
            data-testid={testIds.routeCreate}
            disabled={!areGoodNames(names) || create.isPending}
            onClick={send}
          >
            {t("create")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <NameFields value={names} onChange={setNames} />
        <Field label={t("firstTarget")} hint={t("firstTargetHint")}>
          {(aria) => (
            <Select {...aria} data-testid={testIds.routeTarget} value={target} onChange={(e) => setTarget(e.target.value)}>
              <option value="">{t("nobodyYet")}</option>
              {deployments.rows.map((d) => (
                <option key={d.id} value={d.id}>
                  {d.name} · {d.modelName}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {create.error ? <ErrorState error={create.error} /> : null}
      </div>
    </Dialog>
  );
}
