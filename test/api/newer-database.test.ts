import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { lastLines } from "../../agent/src/cli/log-lines.ts";
import { spawnLogged } from "../../agent/src/lib/spawn-logged.ts";
import { eventually } from "../support/eventually.ts";
import { type Box, startBox } from "../support/start-box.ts";

let box: Box;
beforeAll(async () => {
  box = await startBox();
});
afterAll(() => box.stop());

it("a database newer than the code: the last words of the agent's log say so and what to do", async () => {
  await box.killAgent("SIGTERM");
  const db = new DatabaseSync(path.join(box.data, "box.db"));
  db.exec("UPDATE _prisma_migrations SET migration_name = '29990101000000_from_the_future'");
  db.close();
  const log = path.join(box.data, "agent.log");
  const env = { ...process.env, SLUICE_BOX: "fake", SLUICE_DATA: box.data };
  const main = path.resolve(import.meta.dirname, "../../agent/src/main.ts");
  const agent = spawnLogged([process.execPath, main], { cwd: box.data, env, log });
  await eventually(() => agent.exitCode !== null);
  expect(agent.exitCode).toBe(1);
  const words = lastLines(log, 8).join("\n");
  expect(words).toContain("written by a newer version of Sluice (29990101000000_from_the_future)");
  expect(words).toContain("Start the newer version again");
});
