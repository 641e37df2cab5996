import { SluiceError } from "../../contract/error.ts";
import { Rollout, RolloutRules, RolloutState, type RouteTarget } from "../../contract/route.ts";
import type { List } from "../../contract/word.ts";
import type { BoxDb } from "./client.ts";
import { date, isUniqueBroken, json, moment, momentOrNull } from "./column.ts";
import { type DeploymentRecord, deploymentRow } from "./deployments.ts";
import type { Rollout as RolloutRow } from "./generated/client.ts";
import { type PageQuery, readPage } from "./page.ts";

/** What is stored; the model's name and the reason of the end (it is in the history) are added by the service. */
export interface RolloutRecord extends Omit<Rollout, "modelName" | "reason"> {
  /** When the deployment that lost was stopped, or found to be needed elsewhere; null while its last answers end. */
  clearedAt: string | null;
}
export type RolloutPatch = Partial<
  Pick<RolloutRecord, "state" | "percent" | "stepStartedAt" | "endedAt" | "why" | "history" | "clearedAt">
>;
export type RolloutStore = ReturnType<typeof createRolloutStore>;
const underWay = ["attaching", "running"];

const toRollout = (row: RolloutRow): RolloutRecord => ({
  id: row.id,
  routeId: row.routeId,
  projectId: row.projectId,
  createdBy: row.createdBy,
  createdAt: moment(row.createdAt),
  endedAt: momentOrNull(row.endedAt),
  state: RolloutState.parse(row.state),
  stableId: row.stableId,
  canaryId: row.canaryId,
  modelId: row.modelId,
  jobId: row.jobId,
  percent: row.percent,
  stepStartedAt: momentOrNull(row.stepStartedAt),
  rules: json(row.rules, RolloutRules, "rules of a rollout"),
  why: row.why,
  history: json(row.history, Rollout.shape.history, "history of a rollout"),
  clearedAt: momentOrNull(row.clearedAt),
});
const patchColumns = ({ stepStartedAt, endedAt, history, clearedAt, ...plain }: RolloutPatch) => ({
  ...plain,
  ...(stepStartedAt === undefined ? {} : { stepStartedAt: date(stepStartedAt) }),
  ...(endedAt === undefined ? {} : { endedAt: date(endedAt) }),
  ...(clearedAt === undefined ? {} : { clearedAt: date(clearedAt) }),
  ...(history ? { history: JSON.stringify(history) } : {}),
});
const rolloutRow = ({ createdAt, rules, ...rollout }: RolloutRecord) => ({
  ...rollout,
  ...patchColumns(rollout),
  ...{ createdAt: new Date(createdAt), rules: JSON.stringify(rules), history: JSON.stringify(rollout.history) },
});
const newestFirst = [{ createdAt: "desc" as const }, { id: "desc" as const }];

export function createRolloutStore(db: BoxDb) {
  const many = async (where: object): Promise<RolloutRecord[]> =>
    (await db.rollout.findMany({ where, orderBy: newestFirst })).map(toRollout);
  return {
    ofRoute: (routeId: string, page: PageQuery): Promise<List<RolloutRecord>> =>
      readPage(db.rollout, { routeId }, page, toRollout),
    async get(id: string): Promise<RolloutRecord | null> {
      const row = await db.rollout.findUnique({ where: { id } });
      return row ? toRollout(row) : null;
    },
    /** The last one of each route. */
    async latest(): Promise<RolloutRecord[]> {
      const rows = await db.rollout.findMany({ distinct: ["routeId"], orderBy: newestFirst });
      return rows.map(toRollout);
    },
    underWay: () => many({ state: { in: underWay } }),
    /** Ended, and the deployment that lost is not stopped yet. */
    uncleared: () => many({ state: { notIn: underWay }, clearedAt: null }),
    /** With the deployment it tries, both or neither: an agent that dies in between has nothing half begun to find. */
    async begin(rollout: RolloutRecord, deployment: { create: DeploymentRecord } | { start: string }): Promise<void> {
      const attach =
        "create" in deployment
          ? db.deployment.create({ data: deploymentRow(deployment.create) })
          : db.deployment.update({
              where: { id: deployment.start },
              data: { wanted: "running", restarts: 0, cause: null, lastLines: "[]" },
            });
      try {
        await db.$transaction([attach, db.rollout.create({ data: rolloutRow(rollout) })]);
      } catch (error) {
        if (!isUniqueBroken(error)) throw error;
        throw new SluiceError("name-taken", "A deployment of this name was made meanwhile.", {
          hint: "Publish again.",
          cause: error,
        });
      }
    },
    /** One that could not begin, for the record. */
    async create(rollout: RolloutRecord): Promise<void> {
      await db.rollout.create({ data: rolloutRow(rollout) });
    },
    /** Only while it is under way: what has ended has ended. */
    async move(id: string, patch: RolloutPatch): Promise<boolean> {
      const where = { id, state: { in: underWay } };
      return (await db.rollout.updateMany({ where, data: patchColumns(patch) })).count === 1;
    },
    /** It ends well: its route's targets change with it. */
    async finish(rollout: RolloutRecord, patch: RolloutPatch, targets: readonly RouteTarget[]): Promise<void> {
      await db.$transaction([
        db.route.update({ where: { id: rollout.routeId }, data: { targets: JSON.stringify(targets) } }),
        db.rollout.update({ where: { id: rollout.id, state: { in: underWay } }, data: patchColumns(patch) }),
      ]);
    },
    /** After the end: the deployment that lost. */
    async clear(id: string, patch: Pick<RolloutPatch, "history" | "clearedAt">): Promise<void> {
      await db.rollout.updateMany({ where: { id }, data: patchColumns(patch) });
    },
    /** One that could not even begin. */
    async remove(id: string): Promise<void> {
      await db.rollout.deleteMany({ where: { id } });
    },
  };
}
