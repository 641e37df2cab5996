/** Memory of cards that is held by nobody we know: strangers, and what is left over of runs whose rows are gone. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Box as BoxBody } from "../../agent/src/contract/box.ts";
import { type CardState, Strays } from "../../agent/src/contract/card.ts";
import { createDeployment, createJob, deploymentIs, getJob, importRows, jobEnded } from "../support/box-steps.ts";
import { eventually } from "../support/eventually.ts";
import { isAlive, runProcesses } from "../support/processes.ts";
import { type Box, startBox } from "../support/start-box.ts";

let box: Box;
let stranger: ChildProcess | null = null;
beforeAll(async () => {
  box = await startBox();
  await box.claim();
});
afterAll(async () => {
  stranger?.kill("SIGKILL");
  await box.stop();
});

const look = async (): Promise<Strays> => Strays.parse((await box.person("GET", "/api/strays?refresh=1")).body);
const card = async (): Promise<CardState> => BoxBody.parse((await box.person("GET", "/api/box")).body).cards[0]!;
const idOf = async (runId: string) => (await look()).orphans.find((one) => one.runId === runId)?.id;
const orphanIs = (runId: string, is: boolean) =>
  eventually(async () => (await look()).orphans.some((one) => one.runId === runId) === is);

it("a job waits for a stranger's memory, names it, and starts when it has left", async () => {
  const versionId = await importRows(box);
  const total = (await card()).leasableBytes;
  stranger = spawn("/bin/sleep", ["600"]);
  const pid = stranger.pid!;
  const list = [{ cardId: "fake0", pid, name: "sleep", memoryBytes: total - 2e9 }];
  writeFileSync(path.join(box.data, "fake-card-processes.json"), JSON.stringify(list));
  await eventually(async () => {
    await look();
    return (await card()).strangerBytes === total - 2e9;
  });
  const before = await card();
  expect(before.freeBytes).toBe(2e9);
  expect(before.holders).toEqual([
    expect.objectContaining({ kind: "stranger", pid, command: "sleep", memoryBytes: total - 2e9, processes: 1 }),
  ]);
  expect(Math.abs(before.holders![0]!.since! - Date.now())).toBeLessThan(600_000);

  const { id } = await createJob(box, versionId, { memoryBytes: 3e9, steps: 2, stepMs: 1 });
  const { wait } = await eventually(async () => {
    const job = await getJob(box, id);
    return job.wait && job;
  });
  expect(wait).toMatchObject({
    code: "strangers",
    details: { strangers: [{ pid, command: "sleep" }], strangerBytes: total - 2e9 },
  });
  expect(wait?.message).toContain(`are held by pid ${pid} (sleep, `);

  const gone = once(stranger, "exit");
  stranger.kill("SIGKILL");
  await gone;
  await eventually(async () => {
    await look();
    return (await card()).strangerBytes === undefined;
  });
  expect(await jobEnded(box, id)).toMatchObject({ state: "succeeded" });
});

it("what an older backup does not know is found, taken back, followed and stopped like any run", async () => {
  const saved = path.join(box.data, "saved");
  await box.killAgent("SIGTERM");
  for (const end of ["", "-wal", "-shm"]) copy(path.join(box.data, `box.db${end}`), `${saved}${end}`);
  await box.startAgain();
  const first = (await deploymentIs(box, (await createDeployment(box, "one", { memoryBytes: 1e9 })).id, "ready")).runId!;
  const second = (await deploymentIs(box, (await createDeployment(box, "two", { memoryBytes: 2e9 })).id, "ready")).runId!;
  const living = [runProcesses(box.data, first), runProcesses(box.data, second)];
  await box.killAgent("SIGKILL");
  for (const end of ["", "-wal", "-shm"]) copy(`${saved}${end}`, path.join(box.data, `box.db${end}`));
  await box.startAgain();

  const { orphans } = await look();
  expect(orphans.map((one) => one.runId).sort()).toEqual([first, second].sort());
  const found = orphans.find((one) => one.runId === second)!;
  expect(found).toMatchObject({
    engineId: "fake-serve",
    cards: ["fake0"],
    memoryBytes: 2e9,
    cannotAdopt: null,
    isStopping: false,
  });
  expect(found.processes.map((one) => one.pid).sort()).toEqual(living[1]!.sort());
  expect((await card()).freeBytes).toBe((await card()).leasableBytes - 3e9); // theirs as long as they live
  await eventually(async () =>
    BoxBody.parse((await box.person("GET", "/api/box")).body).attention.some((one) => one.details.name === first),
  );
  expect([...living[0]!, ...living[1]!].every(isAlive)).toBe(true); // nobody asked for their end

  expect((await box.person("POST", `/api/strays/${await idOf(first)}/adopt`, { body: {} })).status).toBe(200);
  await orphanIs(first, false);
  const held = await eventually(async () => {
    const now = await card();
    return now.leases.length === 1 && now;
  });
  expect(held.leases[0]).toMatchObject({ runId: first, memoryBytes: 1e9 });
  expect(runProcesses(box.data, first).sort()).toEqual(living[0]!.sort());
  const { running } = BoxBody.parse((await box.person("GET", "/api/box")).body);
  expect(running).toEqual([expect.objectContaining({ runId: first, label: "Fake server (left over)" })]);

  const id = (await idOf(second))!;
  expect((await box.person("POST", `/api/strays/${id}/stop`, { body: {} })).status).toBe(202);
  await orphanIs(second, false);
  expect(living[1]!.some(isAlive)).toBe(false);
  expect(living[0]!.every(isAlive)).toBe(true);
  expect((await box.person("POST", `/api/strays/${id}/stop`, { body: {} })).status).toBe(404);

  expect((await look()).takenBack).toEqual([
    expect.objectContaining({ id: first, phase: expect.stringMatching(/running|ready/) }),
  ]);

  // After another death it is adopted like any other; one whose folder is gone meanwhile can only be stopped.
  const third = (await createDeployment(box, "three", { memoryBytes: 1e9 })).id;
  const { runId: forgotten } = await deploymentIs(box, third, "ready");
  const itsProcesses = runProcesses(box.data, forgotten!);
  await box.killAgent("SIGKILL");
  rmSync(box.runDir(forgotten!), { recursive: true });
  await box.startAgain();
  const left = await eventually(async () => (await look()).orphans.find((one) => one.runId === forgotten));
  expect((await look()).orphans).toHaveLength(1);
  expect((await card()).leases.map((one) => one.runId)).toContain(first);
  expect(left.cannotAdopt).toMatch(/only be stopped/);
  expect((await box.person("POST", `/api/strays/${left.id}/adopt`, { body: {} })).body.error.code).toBe("wrong-state");
  await deploymentIs(box, third, "ready"); // it was started anew, under the same id
  const anew = runProcesses(box.data, forgotten!);
  await box.person("POST", `/api/strays/${left.id}/stop`, { body: {} });
  await orphanIs(forgotten!, false);
  expect(itsProcesses.some(isAlive)).toBe(false);
  expect(anew.every(isAlive)).toBe(true);

  expect((await box.person("POST", `/api/strays/${first}/stop`, { body: {} })).status).toBe(202);
  await eventually(async () => (await look()).takenBack.length === 0);
  expect(living[0]!.some(isAlive)).toBe(false);
  expect((await card()).leases.map((one) => one.runId)).toEqual([forgotten]);
});

it("on a real box every process that holds memory has its owner, the biggest by name", async () => {
  const real = await startBox({ env: { SLUICE_BOX: "real" } });
  try {
    await real.claim();
    const { cards } = (await real.person<{ cards: CardState[] }>("GET", "/api/cards")).body;
    const { holders = [], memoryBytes, leasableBytes, freeBytes, strangerBytes = 0 } = cards.find((one) => one.id === "cpu0")!;
    const own = holders.find((one) => one.kind === "box")!;
    expect(own).toMatchObject({ command: expect.stringMatching(/^node /), processes: expect.any(Number) });
    expect(own.memoryBytes).toBeGreaterThan(20e6);
    // Who started this box is none of it.
    expect(holders.some((one) => one.kind === "stranger" && one.pid !== real.agentPid())).toBe(true);
    const total = holders.reduce((sum, one) => sum + (one.memoryBytes ?? 0), 0);
    expect(total).toBeLessThan(memoryBytes * 1.1); // what is shared is counted by each who shares it
    expect(freeBytes).toBe(Math.max(0, leasableBytes - strangerBytes));
  } finally {
    await real.stop();
  }
});

function copy(from: string, to: string): void {
  rmSync(to, { force: true });
  if (existsSync(from)) cpSync(from, to);
}
