/** What a project is called, where its bill goes, and whether its requests and answers are kept. */
import type { Snapshot } from "../contract/snapshot.ts";
import type { Project, UpdateProject } from "../contract/usage.ts";
import type { List } from "../contract/word.ts";
import type { ProjectStore } from "../store/box/projects.ts";
import type { BoxEvents } from "./events.ts";
import { type Actor, found, may } from "./may.ts";

export type Projects = ReturnType<typeof createProjects>;

/** A project is its own and nobody's in particular. */
const owned = (project: Project) => ({ ...project, projectId: project.id, createdBy: "box" });

export function createProjects(options: { store: ProjectStore; events: BoxEvents; publish(): Promise<void> }) {
  const { store } = options;
  return {
    async list(actor: Actor): Promise<List<Project>> {
      const data = (await store.all()).filter((project) => may(actor, "read", owned(project)));
      return { data, total: data.length, nextAfter: null };
    },
    /** The gateway keeps, or no longer keeps, what is asked and answered when this resolves. */
    async update(actor: Actor, id: string, change: UpdateProject): Promise<Project> {
      const project = await store.get(id);
      found(actor, "change", project && owned(project), "project");
      const changed = await store.update(id, change);
      await options.publish();
      options.events.emit({ type: "settings-changed" });
      return changed;
    },
    /** For the snapshot. */
    async logging(): Promise<Snapshot["logging"]> {
      return (await store.all()).flatMap(({ id, logRetentionDays }) =>
        logRetentionDays === null ? [] : [{ projectId: id, retentionDays: logRetentionDays }],
      );
    },
  };
}
