import type { Usage } from "../../contract/usage.ts";
import { dateOfDay, numberOfDay } from "../../store/meter/local-days.ts";
import { type Actor, may } from "../may.ts";
import type { ReportOptions } from "./report.ts";

/** The last days by key and route, newest first. */
export async function usageTable(
  { reader, facts, upTo, clock }: Pick<ReportOptions, "reader" | "facts" | "upTo" | "clock">,
  actor: Actor,
  days: number,
): Promise<Usage> {
  const { keys } = await facts.read();
  const today = numberOfDay(reader.localOf(clock.now()).periods.day);
  const rows = Array.from({ length: days }, (_, n) => today - n).flatMap((day) =>
    reader
      .day(day, ["key", "route"])
      .filter(({ project }) => may(actor, "read", { projectId: project, createdBy: "box" }))
      .map(({ key, route, requests, failed, prompt, completion, estimated }) => ({
        ...{ day: dateOfDay(day), keyId: key, keyName: keys.get(key)?.name ?? key, route, requests, failed, estimated },
        ...{ promptTokens: prompt, completionTokens: completion },
      })),
  );
  return { rows, upTo: new Date(upTo()).toISOString() };
}
