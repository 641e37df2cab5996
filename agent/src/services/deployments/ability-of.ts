/** What a deployment can do: of its engine, its settings and its model together. */
import type { Can, Gives } from "../../contract/deployment.ts";
import type { Asked, Engine, ModelFacts } from "../../engines/engine.ts";
import type { DeploymentRecord } from "../../store/box/deployments.ts";

export interface Ability {
  gives: Gives[];
  can: Can[];
  contextTokens: number | null;
}

/** Nothing where engine or model are gone, or a newer engine refuses the settings: it cannot start then either. */
export function abilityOf(
  engine: Engine | null,
  { name, settings }: Pick<DeploymentRecord, "name" | "settings">,
  model: ModelFacts | null,
): Ability {
  const spec = engine?.does === "serve" && model ? engine.spec.safeParse({ ...settings, alias: name }) : null;
  if (engine?.does !== "serve" || !model || !spec?.success) return { gives: [], can: [], contextTokens: null };
  return {
    gives: [...engine.gives(spec.data)],
    can: [...engine.can(spec.data, model)],
    contextTokens: engine.contextTokens(spec.data, model),
  };
}

/** Null: by the deployment's name, as most are. */
export function askedOf(engine: Engine | null, { name, settings }: Pick<DeploymentRecord, "name" | "settings">): Asked | null {
  const spec = engine?.does === "serve" ? engine.spec.safeParse({ ...settings, alias: name }) : null;
  return engine?.does === "serve" && spec?.success ? (engine.asked?.(spec.data) ?? null) : null;
}
