import type { Model } from "../../contract/model.ts";

/** The model's name and the first letters of what is served, fit for a response header: names may be Chinese. */
export function modelVersion({ name, files }: Pick<Model, "name" | "files">): string {
  const served = files.find((file) => file.path.startsWith("gguf/")) ?? files[0];
  return encodeURI(served ? `${name}@${served.sha256.slice(0, 12)}` : name);
}
