import { SluiceError } from "../../contract/error.ts";
import type { Project, UpdateProject } from "../../contract/usage.ts";
import type { BoxDb } from "./client.ts";
import { isUniqueBroken } from "./column.ts";

export type ProjectStore = ReturnType<typeof createProjectStore>;
const select = { id: true, name: true, department: true, logRetentionDays: true };

export function createProjectStore(db: BoxDb) {
  return {
    all: (): Promise<Project[]> => db.project.findMany({ select, orderBy: [{ createdAt: "asc" }, { id: "asc" }] }),
    get: (id: string): Promise<Project | null> => db.project.findUnique({ where: { id }, select }),
    /** Throws `name-taken`. */
    async update(id: string, patch: UpdateProject): Promise<Project> {
      try {
        return await db.project.update({ where: { id }, data: patch, select });
      } catch (error) {
        if (!isUniqueBroken(error)) throw error;
        throw new SluiceError("name-taken", `A project named "${patch.name}" exists already.`, {
          hint: "Choose another name.",
          cause: error,
        });
      }
    },
  };
}
