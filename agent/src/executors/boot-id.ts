import { readFileSync } from "node:fs";

/** Changes with every boot of the machine: a handle with another one belongs to processes that cannot live any more. */
export function readBootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}
