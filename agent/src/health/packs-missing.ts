import type { PackInfo } from "../contract/engine.ts";
import type { HealthCheck } from "./check.ts";

/** Nothing can be trained or served without its pack; installing one is a person's decision (it downloads gigabytes). */
export function packsMissing(list: () => PackInfo[]): HealthCheck {
  return {
    id: "packs-missing",
    everyMs: 5_000,
    async check() {
      return list()
        .filter((pack) => pack.state === "missing")
        .map((pack) => ({
          id: `pack-missing:${pack.id}`,
          severity: "warning" as const,
          code: "pack-missing",
          message: `The engine pack "${pack.title}" is not installed.`,
          fix: "Install it under Settings, or with ./sluice engines add.",
          href: "/settings",
          details: { id: pack.id, title: pack.title, diskBytes: pack.diskBytes },
        }));
    },
  };
}
