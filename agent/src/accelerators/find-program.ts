import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

/** The program of this name in the folders of a PATH; null where there is none. Looking starts no process. */
export function findProgram(name: string, searchPath: string): string | null {
  const files = searchPath.split(":").flatMap((dir) => (path.isAbsolute(dir) ? [path.join(dir, name)] : []));
  return files.find(isProgram) ?? null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
