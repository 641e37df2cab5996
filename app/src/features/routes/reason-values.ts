/** The numbers of a reason as its sentence wants them: nothing missing, whatever the box left out. Pure. */
import type { RolloutReason } from "@sluice/agent/contract";

const words = ["cause", "name", "user"] as const;
const numbers = ["requests", "failed", "failures", "oldRequests", "oldFailed", "ms", "oldMs"] as const;

export function reasonValues({ details, why }: Pick<RolloutReason, "details" | "why">) {
  const text = Object.fromEntries(words.map((name) => [name, String(details[name] ?? "")]));
  const number = Object.fromEntries(numbers.map((name) => [name, Number(details[name] ?? 0)]));
  return {
    ...(text as Record<(typeof words)[number], string>),
    ...(number as Record<(typeof numbers)[number], number>),
    by: String(details.by ?? "none"),
    timed: details.ms === undefined ? "no" : details.oldMs === undefined ? "alone" : "both",
    why,
  };
}
