"use client";
import { CreateDeployment, Deployment, DeploymentName, type EngineInfo, type Model } from "@sluice/agent/contract";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Dialog } from "@/components/ui/Dialog.tsx";
import { Field, Input, Select } from "@/components/ui/Field.tsx";
import { useEngines } from "@/features/settings/use-engines.ts";
import { call } from "@/lib/agent.ts";
import { slug } from "@/lib/format.ts";
import { keys } from "@/lib/query-keys.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useFormat } from "@/lib/use-format.ts";
import { useVerb } from "@/lib/use-verb.ts";
import { type DeploymentKind, deploymentKinds } from "./kinds-of.ts";

/** As the engine has it (agent/src/engines/llamacpp.ts). */
const leastContext = 256;
/** As vLLM has it (agent/src/engines/vllm-spec.ts). */
const mostAdapters = 64;

/** Settings an engine knows, by its JSON schema. */
const propertiesOf = (schema: EngineInfo["schema"] | undefined): object => Object(schema?.properties);

interface DeployDialogProps {
  model: Pick<Model, "id" | "name" | "kind" | "contextTokens" | "bytes">;
  onClose: () => void;
  onDeployed: (deployment: Deployment) => void;
}

/** A name and how much context; the rest the box decides. The name is what clients will write as `model`. */
export function DeployDialog({ model, onClose, onDeployed }: DeployDialogProps) {
  const t = useTranslations("deployments");
  const f = useFormat();
  const most = model.contextTokens ?? 8192;
  const engines = useEngines().data?.engines.filter((e) => e.does === "serve" && e.installed) ?? [];
  const [chosen, setChosen] = useState("");
  const engineId = chosen || (engines.find((e) => !e.fake) ?? engines[0])?.id || "llamacpp";
  const [name, setName] = useState(slug(model.name) || "model");
  const [context, setContext] = useState(String(Math.min(2048, most)));
  const deploy = useVerb({
    run: (body: CreateDeployment) => call("POST", "/api/deployments", { body, schema: Deployment }),
    touches: [keys.deployments, keys.box, keys.models],
    said: t("deploying", { name }),
    done: onDeployed,
    quiet: true,
  });
  const [serves, setServes] = useState<DeploymentKind>("chat");
  const takesAdapters = "adapters" in propertiesOf(engines.find((e) => e.id === engineId)?.schema);
  const [adapters, setAdapters] = useState("0");
  const adapterCount = Number(adapters);
  const adaptersAreGood = Number.isInteger(adapterCount) && adapterCount >= 0 && adapterCount <= mostAdapters;
  const [replicas, setReplicas] = useState("1");
  const count = CreateDeployment.shape.replicas.safeParse(Number(replicas));
  const nameIsGood = DeploymentName.safeParse(name).success;
  const tokens = Number(context);
  const contextIsGood = Number.isInteger(tokens) && tokens >= leastContext && tokens <= most;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("deployTitle", { model: model.name })}
      description={t("deployNote")}
      footer={
        <>
          <Button onClick={onClose}>{t("back")}</Button>
          <Button
            variant="primary"
            data-testid={testIds.deployConfirm}
            disabled={!nameIsGood || !contextIsGood || !adaptersAreGood || !count.success || deploy.isPending}
            onClick={() =>
              deploy.mutate({
                name,
                modelId: model.id,
                engineId,
                replicas: count.data,
                settings: {
                  contextTokens: tokens,
                  serves,
                  ...(takesAdapters && adapterCount > 0 ? { adapters: adapterCount } : {}),
                },
              })
            }
          >
            {t("deploy")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label={t("name")} hint={t("nameHint")} error={nameIsGood ? null : t("nameRule")}>
          {(aria) => (
            <Input
              {...aria}
              data-testid={testIds.deployName}
              value={name}
              onChange={(e) => setName(e.target.value)}
              spellCheck={false}
              className="font-mono"
            />
          )}
        </Field>
        <Field
          label={t("context")}
          hint={t("contextHint")}
          error={contextIsGood ? null : t("contextRule", { min: leastContext, max: f.number(most) })}
        >
          {(aria) => (
            <Input
              {...aria}
              type="number"
              min={leastContext}
              max={most}
              step={leastContext}
              value={context}
              onChange={(e) => setContext(e.target.value)}
            />
          )}
        </Field>
        <Field label={t("serves")} hint={t(`servesHint.${serves}`)}>
          {(aria) => (
            <Select {...aria} value={serves} onChange={(e) => setServes(e.target.value as DeploymentKind)}>
              {deploymentKinds.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`kind.${kind}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("replicas")} hint={t("replicasHint")} error={count.success ? null : t("replicasRule")}>
          {(aria) => (
            <Input {...aria} type="number" min={1} max={16} value={replicas} onChange={(e) => setReplicas(e.target.value)} />
          )}
        </Field>
        {engines.length > 1 ? (
          <Field label={t("engine")}>
            {(aria) => (
              <Select {...aria} value={engineId} onChange={(e) => setChosen(e.target.value)}>
                {engines.map((e) => (
                  <option key={e.id} value={e.id}>
                    {e.title}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ) : null}
        {takesAdapters && model.kind === "base" ? (
          <Field
            label={t("adapters")}
            hint={t("adaptersHint")}
            error={adaptersAreGood ? null : t("adaptersRule", { max: mostAdapters })}
          >
            {(aria) => (
              <Input
                {...aria}
                type="number"
                min={0}
                max={mostAdapters}
                value={adapters}
                onChange={(e) => setAdapters(e.target.value)}
              />
            )}
          </Field>
        ) : null}
        {takesAdapters && model.kind === "adapter" ? <p className="text-[0.8125rem] text-quiet">{t("adapterNote")}</p> : null}
        <p className="text-[0.8125rem] text-quiet">{t("weightsNote", { bytes: f.bytes(model.bytes) })}</p>
        {deploy.error ? <ErrorState error={deploy.error} /> : null}
      </div>
    </Dialog>
  );
}
