/** One holder at a time, across processes. A lock whose holder is dead is taken over. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ProcessIdentity } from "../contract/keeper-file.ts";
import { newId } from "./new-id.ts";
import { parseJson } from "./parse-json.ts";
import { identityOf, isSameAlive } from "./process-identity.ts";

/** Frees the lock; null: someone alive holds it. */
export function tryLock(file: string): (() => void) | null {
  mkdirSync(path.dirname(file), { recursive: true });
  const mine = JSON.stringify(identityOf(process.pid));
  const temp = `${file}.${newId("lock")}`;
  writeFileSync(temp, mine);
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      if (linkOnce(temp, file)) return () => release(file, mine);
      if (!removeStale(file)) return null;
    }
    return null;
  } finally {
    rmSync(temp, { force: true });
  }
}

/** Waits until the lock is free; `onWait` is told once. */
export async function lockFile(
  file: string,
  sleep: (ms: number) => Promise<void>,
  onWait: () => void = () => undefined,
): Promise<() => void> {
  for (let waited = false; ; waited = true) {
    const free = tryLock(file);
    if (free) return free;
    if (!waited) onWait();
    await sleep(250);
  }
}

/** link() is atomic and never shows a half-written file, unlike open(wx) followed by a write. */
function linkOnce(temp: string, file: string): boolean {
  try {
    linkSync(temp, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function removeStale(file: string): boolean {
  const text = read(file);
  if (text === null) return true;
  const holder = parseJson(text, ProcessIdentity);
  if (holder && isSameAlive(holder)) return false;
  const aside = `${file}.${newId("stale")}`;
  try {
    renameSync(file, aside);
  } catch {
    return true;
  }
  // Two may have judged the same dead holder: whoever moved away a living one's lock puts it back.
  if (read(aside) !== text) linkOnce(aside, file);
  rmSync(aside, { force: true });
  return true;
}

function release(file: string, mine: string): void {
  if (read(file) === mine) rmSync(file, { force: true });
}

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
