/** The kernel's own messages as they come: /dev/kmsg, opened once and never waited for. */
import { closeSync, constants, openSync, readSync } from "node:fs";

export interface KernelLog {
  /** Messages since the last call. */
  read(): string[];
  close(): void;
}
const silent: KernelLog = { read: () => [], close: () => undefined };

/** Where we may not read it (no root, dmesg_restrict) it stays silent; `why` hears of that once. What is there already is passed over. */
export function openKernelLog(file: string, why: (words: string) => void): KernelLog {
  let fd: number;
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    why(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}): what the kernel says of cards (Xid) is not seen.`);
    return silent;
  }
  const buffer = Buffer.alloc(8192);
  let rest = "";
  function read(): string[] {
    for (;;) {
      const bytes = readOnce(fd, buffer);
      if (bytes === "again") continue;
      if (bytes === 0) break;
      rest += buffer.toString("utf8", 0, bytes);
    }
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    return lines;
  }
  read();
  return { read, close: () => closeSync(fd) };
}

/** One record a read. EPIPE: older ones were overwritten before we read them, and the next read gives the oldest that is left. */
function readOnce(fd: number, buffer: Buffer): number | "again" {
  try {
    return readSync(fd, buffer, 0, buffer.length, null);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPIPE" ? "again" : 0;
  }
}
