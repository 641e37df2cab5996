import { type FSWatcher, watch } from "node:fs";
import type { Clock } from "./clock.ts";

/**
 * Resolves when something in the folder changes that `matters`, after `pollMs`, or when `signal` aborts: whichever is first.
 * `isThere` is asked once the watcher listens, so that what came just before is not slept over.
 */
export async function nextChange(
  dir: string,
  pollMs: number,
  clock: Clock,
  more: { signal?: AbortSignal; matters?: (name: string | null) => boolean; isThere?: () => boolean } = {},
): Promise<void> {
  const { signal, matters = () => true, isThere = () => false } = more;
  const woken = new AbortController();
  const wake = () => woken.abort();
  const watcher = watchOrNull(dir, (name) => matters(name) && wake());
  signal?.addEventListener("abort", wake, { once: true });
  try {
    if (!signal?.aborted && !isThere()) await clock.sleep(pollMs, woken.signal);
  } finally {
    watcher?.close();
    signal?.removeEventListener("abort", wake);
  }
}

/** Null when the kernel has no watch to give (their number is limited) or the folder is gone: then the poll alone must do. */
function watchOrNull(dir: string, onChange: (name: string | null) => void): FSWatcher | null {
  try {
    const watcher = watch(dir, { persistent: false }, (_event, name) => onChange(name));
    return watcher.on("error", () => onChange(null));
  } catch {
    return null;
  }
}
