import { z } from "zod";
import { Deployment, DeploymentState, Sleep } from "../../contract/deployment.ts";
import { SluiceError } from "../../contract/error.ts";
import { Cause } from "../../contract/word.ts";
import type { BoxDb } from "./client.ts";
import { date, isUniqueBroken, json, jsonOrNull, moment, momentOrNull } from "./column.ts";
import type { Deployment as DeploymentRow, Replica as ReplicaRow } from "./generated/client.ts";

/** What is stored; the model's name, the wait and what the engine gives are added by the service. */
type Added =
  | "modelName"
  | "gives"
  | "can"
  | "contextTokens"
  | "nextRestartAt"
  | "memoryBytes"
  | "wait"
  | "fake"
  | "replicaStates";
export interface DeploymentRecord extends Omit<Deployment, Added> {
  /** When the start under way was asked; null when none is. */
  startingSince: string | null;
  /** How long the last good start took. */
  usualSeconds: number | null;
}
type Standing = "state" | "runId" | "restarts" | "readySeconds" | "readySince" | "cause" | "lastLines" | "sleep";
export type StandingPatch = Partial<Pick<DeploymentRecord, Standing | "startingSince" | "usualSeconds">>;
export type DeploymentPatch = StandingPatch &
  Partial<Pick<DeploymentRecord, "wanted" | "replicas" | "mayGiveWay" | "wakeOnDemand" | "awakeUntil">>;
export type DeploymentStore = ReturnType<typeof createDeploymentStore>;

function toDeployment(row: DeploymentRow): DeploymentRecord {
  return {
    id: row.id,
    name: row.name,
    projectId: row.projectId,
    createdBy: row.createdBy,
    createdAt: moment(row.createdAt),
    modelId: row.modelId,
    engineId: row.engineId,
    onDeploymentId: row.onDeploymentId,
    wanted: Deployment.shape.wanted.parse(row.wanted),
    settings: json(row.settings, z.record(z.string(), z.unknown()), "deployment settings"),
    replicas: row.replicas,
    mayGiveWay: row.mayGiveWay,
    wakeOnDemand: row.wakeOnDemand,
    awakeUntil: momentOrNull(row.awakeUntil),
    ...toStanding(row),
  };
}
/** What a deployment's row says of its first engine, and a replica's row of another. */
export function toStanding(row: DeploymentRow | ReplicaRow) {
  return {
    state: DeploymentState.parse(row.state),
    runId: row.runId,
    restarts: row.restarts,
    readySince: momentOrNull(row.readySince),
    readySeconds: row.readySeconds,
    startingSince: momentOrNull(row.startingSince),
    usualSeconds: row.usualSeconds,
    sleep: jsonOrNull(row.sleep, Sleep, "sleep"),
    cause: jsonOrNull(row.cause, Cause, "cause"),
    lastLines: json(row.lastLines, z.array(z.string()), "list of lines"),
  };
}
export function standingColumns<P extends StandingPatch>({ readySince, startingSince, sleep, cause, lastLines, ...plain }: P) {
  return {
    ...plain,
    ...(readySince === undefined ? {} : { readySince: date(readySince) }),
    ...(startingSince === undefined ? {} : { startingSince: date(startingSince) }),
    ...(sleep === undefined ? {} : { sleep: sleep && JSON.stringify(sleep) }),
    ...(cause === undefined ? {} : { cause: cause && JSON.stringify(cause) }),
    ...(lastLines ? { lastLines: JSON.stringify(lastLines) } : {}),
  };
}

/** The columns of a new one. */
export function deploymentRow({ settings, createdAt, awakeUntil, ...rest }: DeploymentRecord) {
  const times = { createdAt: new Date(createdAt), awakeUntil: date(awakeUntil) };
  return { ...standingColumns(rest), settings: JSON.stringify(settings), ...times };
}

export function createDeploymentStore(db: BoxDb) {
  return {
    async all(): Promise<DeploymentRecord[]> {
      return (await db.deployment.findMany({ orderBy: [{ createdAt: "desc" }, { id: "desc" }] })).map(toDeployment);
    },
    async get(id: string): Promise<DeploymentRecord | null> {
      const row = await db.deployment.findUnique({ where: { id } });
      return row ? toDeployment(row) : null;
    },
    /** Throws `name-taken`. */
    async create(deployment: DeploymentRecord): Promise<void> {
      try {
        await db.deployment.create({ data: deploymentRow(deployment) });
      } catch (error) {
        if (!isUniqueBroken(error)) throw error;
        throw new SluiceError("name-taken", `A deployment named "${deployment.name}" exists already.`, {
          hint: "Choose another name.",
          cause: error,
        });
      }
    },
    async update(id: string, { awakeUntil, ...patch }: DeploymentPatch): Promise<void> {
      const until = awakeUntil === undefined ? {} : { awakeUntil: date(awakeUntil) };
      await db.deployment.updateMany({ where: { id }, data: { ...standingColumns(patch), ...until } });
    },
    async remove(id: string): Promise<void> {
      const owners = { OR: [{ ownerId: id }, { ownerId: { startsWith: `${id}.` } }] };
      await db.$transaction([db.run.deleteMany({ where: owners }), db.deployment.delete({ where: { id } })]);
    },
    /** Those attached to its engines. */
    async guestsOf(id: string): Promise<DeploymentRecord[]> {
      return (await db.deployment.findMany({ where: { onDeploymentId: id } })).map(toDeployment);
    },
    async using(modelId: string): Promise<{ id: string; name: string }[]> {
      return db.deployment.findMany({ where: { modelId }, select: { id: true, name: true } });
    },
  };
}
