"use client";
import { type Model, type Publish, Rollout, Route, RouteName } from "@sluice/agent/contract";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Dialog } from "@/components/ui/Dialog.tsx";
import { useModels } from "@/features/models/use-models.ts";
import { useServingEngine } from "@/features/settings/use-serving-engine.ts";
import { call } from "@/lib/agent.ts";
import { slug } from "@/lib/format.ts";
import { keys } from "@/lib/query-keys.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useVerb } from "@/lib/use-verb.ts";
import { ChooseModel, ChooseRoute, newRoute } from "./PublishChoices.tsx";
import { RulesFields } from "./RulesFields.tsx";
import { plainRules, rulesOf } from "./rules-draft.ts";
import { useRoutes } from "./use-routes.ts";

interface PublishDialogProps {
  /** One of the two is known; the other is chosen here. */
  route: Route | null;
  model: Pick<Model, "id" | "name"> | null;
  onClose: () => void;
  onPublished: (rollout: Rollout) => void;
}

/** A model becomes a route's next version: beside the old one first, then step by step. */
export function PublishDialog({ route, model, onClose, onPublished }: PublishDialogProps) {
  const t = useTranslations("publish");
  const routes = useRoutes();
  const models = useModels();
  const servable = models.rows.filter((m) => m.servable && m.state === "ready");
  const engineId = useServingEngine();
  const [chosenModel, setChosenModel] = useState("");
  const [chosenRoute, setChosenRoute] = useState("");
  const [name, setName] = useState(slug(model?.name ?? ""));
  const [draft, setDraft] = useState(plainRules);
  const { rules, wrong } = rulesOf(draft);
  const modelId = model?.id ?? (chosenModel || servable[0]?.id);
  const routeId = route?.id ?? (chosenRoute || (routes.pending ? "" : (routes.rows[0]?.id ?? newRoute)));
  const publish = useVerb({
    run: async (body: Partial<Publish>) => {
      const to = routeId === newRoute ? (await call("POST", "/api/routes", { body: { name }, schema: Route })).id : routeId;
      return call("POST", `/api/routes/${to}/publish`, { body, schema: Rollout });
    },
    touches: [keys.routes, keys.deployments, keys.models],
    said: t("begun"),
    done: onPublished,
    quiet: true,
  });
  const nameIsGood = routeId !== newRoute || RouteName.safeParse(name).success;
  const ready = modelId !== undefined && routeId !== "" && nameIsGood && rules !== null && !publish.isPending;
  return (
    <Dialog
      wide
      open
      onOpenChange={onClose}
      title={model ? t("titleModel", { model: model.name }) : t("titleRoute", { route: route?.name ?? "" })}
      description={t("note")}
      footer={
        <>
          <Button onClick={onClose}>{t("back")}</Button>
          <Button
            variant="primary"
            data-testid={testIds.publishConfirm}
            disabled={!ready}
            onClick={() => modelId && rules && publish.mutate({ modelId, engineId, rules })}
          >
            {t("publish")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {model ? null : <ChooseModel models={servable} value={modelId ?? ""} onChange={setChosenModel} />}
        {route ? null : (
          <ChooseRoute routes={routes.rows} value={routeId} onChange={setChosenRoute} name={name} onName={setName} />
        )}
        <RulesFields draft={draft} wrong={wrong} onChange={setDraft} />
        {publish.error ? <ErrorState error={publish.error} /> : null}
      </div>
    </Dialog>
  );
}
