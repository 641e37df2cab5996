/** What every fake engine can be told to do, so that a test can make any life and any death happen. */
import path from "node:path";
import { z } from "zod";
import type { Command, Seat } from "./engine.ts";

export const fakeKnobs = {
  exitCode: z.number().int().min(0).max(255).default(0).describe("Exit code at its end."),
  delayMs: z.number().int().min(0).max(3_600_000).default(0).describe("Wait before it begins."),
  lines: z.array(z.string()).default([]).describe("Lines it prints first."),
  memoryBytes: z.number().int().min(0).default(50e6).describe("Memory it says it needs."),
};

/** A real process of the Node that runs us; no pack. */
export function fakeCommand(script: "serve.mjs" | "train.mjs", seat: Seat, spec: unknown): Command {
  const argv = [process.execPath, path.join(import.meta.dirname, "fake", script), seat.runDir] as const;
  return { argv, env: { PATH: "/usr/bin:/bin", HOME: seat.runDir }, cwd: seat.runDir, spec };
}
export const fakeProbe = async () => ({ installed: true, version: process.version }) as const;
