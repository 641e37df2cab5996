/** Which upload of which file was under way: after a reload the same file, chosen again, goes on where it stopped. */
import { z } from "zod";

const key = "sluice-upload";
const Entry = z.object({ id: z.string(), name: z.string(), size: z.number(), lastModified: z.number() });
type Entry = z.infer<typeof Entry>;
type Named = Pick<File, "name" | "size" | "lastModified">;

export function rememberUpload(id: string, { name, size, lastModified }: Named): void {
  storage()?.setItem(key, JSON.stringify({ id, name, size, lastModified } satisfies Entry));
}
export function forgetUpload(): void {
  storage()?.removeItem(key);
}
/** The id of the upload of this very file. */
export function rememberedUpload(file: Named): string | null {
  const entry = read();
  const isSame = entry?.name === file.name && entry.size === file.size && entry.lastModified === file.lastModified;
  return isSame ? entry.id : null;
}
export const unfinishedName = (): string | null => read()?.name ?? null;

function read(): Entry | null {
  try {
    return Entry.parse(JSON.parse(storage()?.getItem(key) ?? ""));
  } catch {
    return null;
  }
}

/** Some browsers throw on localStorage when site data is blocked; an upload then begins anew. */
function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
