import type { z } from "zod";
import { Box } from "../contract/box.ts";
import { createAgentClient } from "./agent-client.ts";
import { type RunningBox, runningBox, urlOf } from "./running-box.ts";
import { duration } from "./screen.ts";
import { readArguments, type Verb } from "./verb.ts";

/** Exit code 0: it runs and its agent answers; 1: it does not. */
export const status: Verb = async (args) => {
  const asked = readArguments("status", args, { json: { type: "boolean" } });
  const { settings } = asked;
  const running = runningBox(settings.data);
  const box = running
    ? await createAgentClient(settings)
        .get("/api/box", Box)
        .catch(() => null)
    : null;
  const lines = asked.has("json") ? [JSON.stringify(factsOf(running, box))] : wordsOf(settings.data, running, box);
  process.stdout.write(`${lines.join("\n")}\n`);
  return box ? 0 : 1;
};

function factsOf(running: RunningBox | null, box: z.infer<typeof Box> | null) {
  return {
    running: running !== null,
    answers: box !== null,
    url: running ? urlOf(running.file) : null,
    keeper: running?.keeperLives ? running.file.keeper.pid : null,
    parts: running?.parts ?? {},
    box,
  };
}

function wordsOf(data: string, running: RunningBox | null, box: z.infer<typeof Box> | null): string[] {
  if (!running) return [`Nothing runs from ${data}; './sluice up' starts it.`];
  const parts = (["gateway", "agent", "app"] as const).map((part) => `${part} ${running.parts[part] ?? "down"}`);
  const keeper = `keeper ${running.keeperLives ? running.file.keeper.pid : "down ('./sluice up' starts a new one, nothing is lost)"}`;
  const lines = [`Sluice at ${urlOf(running.file)}`, `  ${[keeper, ...parts].join(" · ")}`];
  if (!box) return [...lines, "  The agent does not answer; './sluice logs agent' says why."];
  const gb = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  lines.push(
    `  ${box.name}, up ${duration((Date.now() - Date.parse(box.startedAt)) / 1000)}, ${gb(box.disk.freeBytes)} of disk free`,
  );
  const fakes = box.cards.filter((card) => card.fake).length;
  if (fakes > 0) lines.push(`  FAKE: ${fakes} of ${box.cards.length} cards do not exist, and what runs on them is fake too.`);
  for (const card of box.cards) {
    if (card.condition) lines.push(`  ! ${card.name}: ${card.condition.state}. ${card.condition.why}`);
  }
  for (const run of box.running) {
    lines.push(`  ${run.kind} ${run.label}: ${run.phase}, ${gb(run.memoryBytes)}, since ${run.since} (${run.runId})`);
  }
  if (box.running.length === 0) lines.push("  No run.");
  for (const one of box.attention) lines.push(`  ! ${one.message}${one.fix ? ` ${one.fix}` : ""}`);
  return lines;
}
