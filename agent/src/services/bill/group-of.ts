import type { UsageGroup } from "../../contract/usage.ts";
import type { BillFacts, KeyFacts } from "../../store/box/bill-facts.ts";

export interface Group {
  id: string;
  name: string;
}
/** Who or what a sum belongs to. */
export interface Spender {
  key: string;
  project: string;
  route: string;
  model: string;
}

export function groupOf(group: UsageGroup, spender: Spender, facts: BillFacts): Group {
  const { key, project, route, model } = spender;
  const known = facts.keys.get(key);
  if (group === "route") return { id: route, name: route };
  if (group === "model") return { id: model, name: facts.models.get(model) ?? model };
  if (group === "project") return { id: project, name: projectName(project, facts) };
  if (group === "department") return department(known?.department ?? facts.projects.get(project)?.department ?? null);
  if (group === "person") return known && known.kind !== "project" ? person(known.createdBy, facts) : ofProject(project, facts);
  return known?.kind === "playground" ? playground(known, facts) : { id: key, name: known?.name ?? key };
}

/** Card time of a job has no key and no route. */
export function groupOfTraining(
  group: UsageGroup,
  run: { project: string; person: string; model: string },
  facts: BillFacts,
): Group | null {
  if (group === "model") return { id: run.model, name: facts.models.get(run.model) ?? run.model };
  if (group === "project") return { id: run.project, name: projectName(run.project, facts) };
  if (group === "department") return department(facts.projects.get(run.project)?.department ?? null);
  return group === "person" ? person(run.person, facts) : null;
}

const projectName = (id: string, facts: BillFacts) => facts.projects.get(id)?.name ?? id;
const person = (id: string, facts: BillFacts): Group => ({ id, name: facts.people.get(id) ?? id });
const department = (name: string | null): Group => ({ id: name ?? "", name: name ?? "" });
/** A key of the project itself outlives people: what it spends is the project's. */
const ofProject = (id: string, facts: BillFacts): Group => ({ id, name: projectName(id, facts) });
/** Each visit to the playground makes a key of twelve hours: a person's are one line. */
const playground = ({ createdBy }: KeyFacts, facts: BillFacts): Group => {
  const { id, name } = person(createdBy, facts);
  return { id: `playground:${id}`, name: `playground · ${name}` };
};
