import { z } from "zod";
import { SluiceError } from "../../contract/error.ts";
import { Lineage, Model, ModelFile, ModelKind } from "../../contract/model.ts";
import type { BoxDb } from "./client.ts";
import { isUniqueBroken, json, moment } from "./column.ts";
import type { Model as ModelRow } from "./generated/client.ts";

/** `dir`: absolute, or relative to the data folder, so a moved data folder still works. */
export interface ModelRecord extends Model {
  dir: string;
  jobId: string | null;
}
export type ModelStore = ReturnType<typeof createModelStore>;
export type ModelPatch = Partial<
  Pick<ModelRecord, "state" | "stateDetail" | "license" | "files" | "bytes" | "parameters" | "contextTokens" | "lineage">
>;

function toModel(row: ModelRow): ModelRecord {
  const kind = ModelKind.parse(row.kind);
  const isReady = row.state === "ready";
  return {
    id: row.id,
    name: row.name,
    kind,
    projectId: row.projectId,
    createdBy: row.createdBy,
    createdAt: moment(row.createdAt),
    state: Model.shape.state.parse(row.state),
    stateDetail: row.stateDetail,
    license: row.license,
    parameters: row.parameters === null ? null : Number(row.parameters),
    contextTokens: row.contextTokens,
    bytes: Number(row.bytes),
    files: json(row.files, z.array(ModelFile), "list of model files"),
    lineage: json(row.lineage, Lineage, "lineage"),
    fake: row.fake,
    servable: isReady && kind === "gguf",
    trainable: isReady && kind === "base",
    dir: row.dir,
    jobId: row.jobId,
  };
}

const columns = (model: Omit<ModelRecord, "servable" | "trainable">) => ({
  id: model.id,
  name: model.name,
  kind: model.kind,
  projectId: model.projectId,
  createdBy: model.createdBy,
  createdAt: new Date(model.createdAt),
  state: model.state,
  stateDetail: model.stateDetail,
  license: model.license,
  parameters: model.parameters === null ? null : BigInt(model.parameters),
  contextTokens: model.contextTokens,
  bytes: BigInt(model.bytes),
  dir: model.dir,
  files: JSON.stringify(model.files),
  lineage: JSON.stringify(model.lineage),
  fake: model.fake,
  jobId: model.jobId,
});

export function createModelStore(db: BoxDb) {
  return {
    async list(filter: { kind?: string | undefined; q?: string | undefined }): Promise<ModelRecord[]> {
      const where = { ...(filter.kind ? { kind: filter.kind } : {}), ...(filter.q ? { name: { contains: filter.q } } : {}) };
      return (await db.model.findMany({ where, orderBy: [{ createdAt: "desc" }, { id: "desc" }] })).map(toModel);
    },
    async get(id: string): Promise<ModelRecord | null> {
      const row = await db.model.findUnique({ where: { id } });
      return row ? toModel(row) : null;
    },
    async ofJob(jobId: string): Promise<ModelRecord[]> {
      return (await db.model.findMany({ where: { jobId } })).map(toModel);
    },
    async names(ids: readonly string[]): Promise<Map<string, string>> {
      const rows = await db.model.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } });
      return new Map(rows.map((row) => [row.id, row.name]));
    },
    /** All or none. Throws `name-taken`. */
    async create(models: readonly Omit<ModelRecord, "servable" | "trainable">[]): Promise<void> {
      try {
        await db.model.createMany({ data: models.map(columns) });
      } catch (error) {
        if (isUniqueBroken(error))
          throw new SluiceError("name-taken", "A model of this name and kind exists already.", { cause: error });
        throw error;
      }
    },
    async update(id: string, patch: ModelPatch): Promise<void> {
      const { files, bytes, parameters, lineage, ...plain } = patch;
      await db.model.update({
        where: { id },
        data: {
          ...plain,
          ...(files ? { files: JSON.stringify(files) } : {}),
          ...(bytes === undefined ? {} : { bytes: BigInt(bytes) }),
          ...(parameters === undefined ? {} : { parameters: parameters === null ? null : BigInt(parameters) }),
          ...(lineage ? { lineage: JSON.stringify(lineage) } : {}),
        },
      });
    },
    async remove(id: string): Promise<void> {
      await db.model.delete({ where: { id } });
    },
    async isNameTaken(projectId: string, name: string): Promise<boolean> {
      return (await db.model.count({ where: { projectId, name } })) > 0;
    },
  };
}
