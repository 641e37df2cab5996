import { stat } from "node:fs/promises";
import path from "node:path";

/** Whether the day a kept request lies in was deleted. A folder that cannot be looked at just now is not gone. */
export async function exchangeGone(dir: string, log: string): Promise<boolean> {
  const [project = "", day = ""] = log.split("/");
  try {
    await stat(path.join(dir, path.basename(project), path.basename(day)));
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}
