"use client";
import { type Model, type Route, RouteName } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { Field, Input, Select } from "@/components/ui/Field.tsx";
import { testIds } from "@/lib/test-ids.ts";
import { useFormat } from "@/lib/use-format.ts";

/** Stands for a route that is made on the way. */
export const newRoute = "new";

interface ChooseModelProps {
  models: Model[];
  value: string;
  onChange: (id: string) => void;
}
export function ChooseModel({ models, value, onChange }: ChooseModelProps) {
  const t = useTranslations("publish");
  const f = useFormat();
  return (
    <Field label={t("model")} hint={models.length === 0 ? t("noModels") : t("modelHint")}>
      {(aria) => (
        <Select {...aria} data-testid={testIds.publishModel} value={value} onChange={(e) => onChange(e.target.value)}>
          {models.map((m) => (
            <option key={m.id} value={m.id}>
              {m.name} · {f.moment(m.createdAt)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

interface ChooseRouteProps {
  routes: Route[];
  value: string;
  onChange: (id: string) => void;
  name: string;
  onName: (name: string) => void;
}
export function ChooseRoute({ routes, value, onChange, name, onName }: ChooseRouteProps) {
  const t = useTranslations("publish");
  const tr = useTranslations("routes");
  return (
    <>
      <Field label={t("route")} hint={t("routeHint")}>
        {(aria) => (
          <Select {...aria} value={value} onChange={(e) => onChange(e.target.value)}>
            {routes.map((r) => (
              <option key={r.id} value={r.id} disabled={r.rollout !== null}>
                {r.rollout ? t("routeBusy", { name: r.name }) : r.name}
              </option>
            ))}
            <option value={newRoute}>{t("newRoute")}</option>
          </Select>
        )}
      </Field>
      {value === newRoute ? (
        <Field
          label={tr("name")}
          hint={tr("nameHint")}
          error={name === "" || RouteName.safeParse(name).success ? null : tr("nameRule")}
        >
          {(aria) => (
            <Input
              {...aria}
              spellCheck={false}
              className="font-mono"
              value={name}
              onChange={(e) => onName(e.target.value.trim())}
            />
          )}
        </Field>
      ) : null}
    </>
  );
}
