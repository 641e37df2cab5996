import { readdirSync, readlinkSync, realpathSync } from "node:fs";

/**
 * Whether process `pid` has this file open now. A pid alone is recycled, and a start time moves when the clock is set;
 * an open file cannot be mistaken. When we may not look, the answer is true: waiting is safe, closing is not.
 */
export function holdsFile(pid: number, file: string): boolean {
  try {
    const real = realpathSync(file);
    return readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`) === real);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code !== "ENOENT" && code !== "ESRCH";
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    // Closed between the listing and the look.
    return null;
  }
}
