import { z } from "zod";
import { Deployment, DeploymentState } from "../../contract/deployment.ts";
import { SluiceError } from "../../contract/error.ts";
import { Cause } from "../../contract/word.ts";
import type { BoxDb } from "./client.ts";
import { date, isUniqueBroken, json, jsonOrNull, moment, momentOrNull } from "./column.ts";
import type { Deployment as DeploymentRow } from "./generated/client.ts";

/** What is stored; the model's name, the wait and what the engine gives are added by the service. */
export type DeploymentRecord = Omit<
  Deployment,
  "modelName" | "gives" | "can" | "nextRestartAt" | "memoryBytes" | "wait" | "fake"
>;
export type DeploymentPatch = Partial<
  Pick<DeploymentRecord, "wanted" | "state" | "runId" | "restarts" | "readySeconds" | "readySince" | "cause" | "lastLines">
>;
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
    wanted: Deployment.shape.wanted.parse(row.wanted),
    state: DeploymentState.parse(row.state),
    settings: json(row.settings, z.record(z.string(), z.unknown()), "deployment settings"),
    runId: row.runId,
    restarts: row.restarts,
    readySince: momentOrNull(row.readySince),
    readySeconds: row.readySeconds,
    cause: jsonOrNull(row.cause, Cause, "cause"),
    lastLines: json(row.lastLines, z.array(z.string()), "list of lines"),
  };
}

/** The columns of a new one. */
export function deploymentRow({ settings, readySince: _readySince, cause: _cause, lastLines, ...plain }: DeploymentRecord) {
  const json = { settings: JSON.stringify(settings), lastLines: JSON.stringify(lastLines) };
  return { ...plain, ...json, createdAt: new Date(plain.createdAt) };
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
    async update(id: string, patch: DeploymentPatch): Promise<void> {
      const { readySince, cause, lastLines, ...plain } = patch;
      const data = {
        ...plain,
        ...(readySince === undefined ? {} : { readySince: date(readySince) }),
        ...(cause === undefined ? {} : { cause: cause && JSON.stringify(cause) }),
        ...(lastLines ? { lastLines: JSON.stringify(lastLines) } : {}),
      };
      await db.deployment.updateMany({ where: { id }, data });
    },
    async remove(id: string): Promise<void> {
      await db.$transaction([db.run.deleteMany({ where: { ownerId: id } }), db.deployment.delete({ where: { id } })]);
    },
    async using(modelId: string): Promise<{ id: string; name: string }[]> {
      return db.deployment.findMany({ where: { modelId }, select: { id: true, name: true } });
    },
  };
}
