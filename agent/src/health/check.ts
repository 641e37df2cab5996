import type { Attention } from "../contract/box.ts";

/** One small file per check. It answers what is wrong now; [] when all is well. Checks look and say, they mend nothing. */
export interface HealthCheck {
  readonly id: string;
  readonly everyMs: number;
  check(): Promise<Attention[]>;
}
