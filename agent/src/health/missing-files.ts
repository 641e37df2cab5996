import type { Model } from "../contract/model.ts";
import type { HealthCheck } from "./check.ts";

/** Somebody tidied the disk by hand: better said here than by a run that dies. */
export function missingFiles(list: () => Promise<Pick<Model, "id" | "name" | "kind">[]>): HealthCheck {
  return {
    id: "missing-files",
    everyMs: 60_000,
    async check() {
      return (await list()).map(({ id, name, kind }) => ({
        id: `files-missing:${id}`,
        severity: "error" as const,
        code: "files-missing",
        message: `The files of the model "${name}" (${kind}) are not on the disk any more.`,
        fix: "Put them back from a backup, or delete the entry.",
        href: `/models/${id}`,
        details: { id, name, kind },
      }));
    },
  };
}
