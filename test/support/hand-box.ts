/** Services on real tables in a temp folder, above a scheduler whose news the test itself tells: for what may come between two lines. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Cause } from "../../agent/src/contract/word.ts";
import { systemClock } from "../../agent/src/lib/clock.ts";
import { createEmitter } from "../../agent/src/lib/emitter.ts";
import { createLogger } from "../../agent/src/lib/logger.ts";
import type { RunRequest, ScheduleEvent, Scheduler } from "../../agent/src/scheduler/scheduler-types.ts";
import { createBoxEvents } from "../../agent/src/services/events.ts";
import { createRuns } from "../../agent/src/services/runs.ts";
import { openBox } from "../../agent/src/store/box/client.ts";
import { createDeploymentStore } from "../../agent/src/store/box/deployments.ts";
import { createJobStore } from "../../agent/src/store/box/jobs.ts";
import { migrate } from "../../agent/src/store/box/migrate.ts";
import { createModelStore } from "../../agent/src/store/box/models.ts";
import { createReplicaStore } from "../../agent/src/store/box/replicas.ts";
import { createRunStore } from "../../agent/src/store/box/runs.ts";

const noLineage = {
  ...{ jobId: null, baseModelId: null, parentModelId: null, datasetVersionId: null, datasetContentHash: null },
  ...{ recipe: null, seed: null, codeVersion: null, packages: {} },
};
export type HandBox = Awaited<ReturnType<typeof handBox>>;

export async function handBox() {
  const data = mkdtempSync(path.join(os.tmpdir(), "hand-box-"));
  const prisma = path.resolve(import.meta.dirname, "../../agent/prisma");
  const file = path.join(data, "box.db");
  await migrate({ file, schemaFile: path.join(prisma, "schema.prisma"), migrationsDir: path.join(prisma, "migrations") });
  const db = await openBox(file);
  const deployments = createDeploymentStore(db);
  const stores = {
    jobs: createJobStore(db),
    runs: createRunStore(db),
    models: createModelStore(db),
    deployments,
    replicas: createReplicaStore(db, deployments),
  };
  const logger = createLogger("test", "silent");
  const events = createBoxEvents({ epoch: 0, logger });
  const state = { draining: false, started: new Set<string>() };
  /** An agent's services over these tables; called again, it plays the agent that comes after a death. */
  function agent() {
    const hand = handScheduler();
    const runs = createRuns({
      ...{ store: stores.runs, scheduler: hand.scheduler, clock: systemClock, logger },
      ...{ wasStarted: (id: string) => state.started.has(id), isDraining: () => state.draining },
    });
    const start = (runId: string) => {
      state.started.add(runId);
      mkdirSync(path.join(data, "runs", runId), { recursive: true });
      hand.tell({ type: "run-started", runId, at: systemClock.now(), adopted: false });
      return runs.settled();
    };
    const end = (runId: string, code: Cause["code"], result: unknown = null) => {
      const cause: Cause = { code, message: `It was ${code}.`, line: null, exitCode: null, signal: null };
      hand.tell({ type: "run-ended", runId, at: systemClock.now(), cause, lastLines: [], result });
      return runs.settled();
    };
    return { ...hand, runs, start, end };
  }
  return {
    ...{ data, stores, events, logger, state, agent, clock: systemClock },
    runsDir: path.join(data, "runs"),
    /** A ready entry of the registry, without files. */
    addModel: (id: string, kind: "base" | "gguf") =>
      stores.models.create([
        {
          ...{ id, name: id, kind, projectId: "proj_0000", createdBy: "u", createdAt: new Date(0).toISOString() },
          ...{ state: "ready", stateDetail: null, license: null, parameters: 1, contextTokens: 1, bytes: 1, files: [] },
          ...{ fake: true, dir: "/nowhere", jobId: null, lineage: noLineage },
        },
      ]),
    file(name: string, text = "x"): string {
      const full = path.join(data, name);
      mkdirSync(path.dirname(full), { recursive: true });
      writeFileSync(full, text);
      return full;
    },
    async close(): Promise<void> {
      await db.$disconnect();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function handScheduler() {
  const { emit: tell, on } = createEmitter<ScheduleEvent>((error) => {
    throw error;
  });
  const submitted: RunRequest[] = [];
  const adopted: string[] = [];
  const stopped: string[] = [];
  const scheduler: Scheduler = {
    submit: (request) => void submitted.push(request),
    async adopt(request) {
      adopted.push(request.runId);
    },
    async stop(runId) {
      stopped.push(runId);
    },
    waits: () => new Map(),
    cards: () => [],
    noteCards: () => undefined,
    noteEta: () => undefined,
    look: () => undefined,
    on,
    detach: async () => undefined,
  };
  return { scheduler, submitted, adopted, stopped, tell };
}
