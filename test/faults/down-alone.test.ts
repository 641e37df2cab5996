/** `./sluice down` when nothing of the box is left but its runs: they live on by design, so somebody must be able to end them. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createDeployment, createJob, deploymentIs, getJob, importRows, jobAtStep, jobEnded } from "../support/box-steps.ts";
import { runProcesses } from "../support/processes.ts";
import { type Box, startBox } from "../support/start-box.ts";

const cli = path.resolve(import.meta.dirname, "../../agent/src/cli/main.ts");
let box: Box;
beforeEach(async () => {
  box = await startBox();
  await box.claim();
});
afterEach(() => box.stop());

const down = (...flags: string[]) => {
  const { status, stderr } = spawnSync(process.execPath, [cli, "down", "--data", box.data, ...flags], { encoding: "utf8" });
  return { status, said: stderr };
};

it("stops runs that live on alone, leaves them with --keep-runs, and the next start goes on with them", async () => {
  const version = await importRows(box);
  const deployment = await createDeployment(box, "helpdesk");
  const { runId: replica } = await deploymentIs(box, deployment.id, "ready");
  const { id } = await createJob(box, version, { steps: 200, stepMs: 25 });
  const { runId } = await jobAtStep(box, id, 10);
  await box.killAgent("SIGKILL");

  expect(down("--keep-runs").status).toBe(0);
  expect(runProcesses(box.data, replica!).length).toBeGreaterThan(0);

  expect(down()).toMatchObject({ status: 0, said: expect.stringContaining("2 runs that had lived on") });
  expect([...runProcesses(box.data, runId!), ...runProcesses(box.data, replica!)]).toEqual([]);
  expect(down().said).toContain("Nothing was running");

  await box.startAgain();
  await deploymentIs(box, deployment.id, "ready");
  expect((await jobEnded(box, id)).state).toBe("succeeded");
  expect((await getJob(box, id)).attempts).toBe(2);
});
