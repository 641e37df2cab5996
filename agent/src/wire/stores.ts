/** Opens both databases: box.db is migrated first, before anything else may look at it. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Logger } from "../lib/logger.ts";
import type { Settings } from "../settings.ts";
import { createBillFactStore } from "../store/box/bill-facts.ts";
import { authDatabase, openBox } from "../store/box/client.ts";
import { createDatasetStore } from "../store/box/datasets.ts";
import { createDeploymentStore } from "../store/box/deployments.ts";
import { createFeedbackStore } from "../store/box/feedback.ts";
import { createFileStore } from "../store/box/files.ts";
import { createFineTuneStore } from "../store/box/fine-tunes.ts";
import { createImportStore } from "../store/box/imports.ts";
import { createJobStore } from "../store/box/jobs.ts";
import { createKeyStore } from "../store/box/keys.ts";
import { migrate } from "../store/box/migrate.ts";
import { createModelStore } from "../store/box/models.ts";
import { createPeopleStore } from "../store/box/people.ts";
import { createPriceStore } from "../store/box/prices.ts";
import { createProjectStore } from "../store/box/projects.ts";
import { createReplicaStore } from "../store/box/replicas.ts";
import { createRolloutStore } from "../store/box/rollouts.ts";
import { createRouteStore } from "../store/box/routes.ts";
import { createRunStore } from "../store/box/runs.ts";
import { createSettingStore } from "../store/box/settings.ts";
import { createAnswerStore } from "../store/meter/answers.ts";
import { createCardSamples } from "../store/meter/card-samples.ts";
import { openMeterDb } from "../store/meter/open-meter-db.ts";
import { createUsageBooks } from "../store/meter/usage-books.ts";

export type Stores = Awaited<ReturnType<typeof openStores>>;

export async function openStores(settings: Settings, logger: Logger) {
  mkdirSync(settings.data, { recursive: true, mode: 0o700 });
  const file = path.join(settings.data, "box.db");
  const prisma = path.join(settings.root, "agent/prisma");
  const applied = await migrate({
    file,
    schemaFile: path.join(prisma, "schema.prisma"),
    migrationsDir: path.join(prisma, "migrations"),
  });
  if (applied.length > 0) logger.info({ applied }, "database migrated");
  const db = await openBox(file);
  const meter = openMeterDb(path.join(settings.data, "meter.db"));
  const samples = createCardSamples(meter);
  const deployments = createDeploymentStore(db);
  return {
    auth: authDatabase(db),
    people: createPeopleStore(db),
    settings: createSettingStore(db),
    models: createModelStore(db),
    jobs: createJobStore(db),
    runs: createRunStore(db),
    deployments,
    replicas: createReplicaStore(db, deployments),
    routes: createRouteStore(db),
    rollouts: createRolloutStore(db),
    keys: createKeyStore(db),
    datasets: createDatasetStore(db),
    imports: createImportStore(db),
    files: createFileStore(db),
    fineTunes: createFineTuneStore(db),
    prices: createPriceStore(db),
    projects: createProjectStore(db),
    feedback: createFeedbackStore(db),
    billFacts: createBillFactStore(db),
    books: createUsageBooks(meter),
    answers: createAnswerStore(meter),
    samples,
    async close(): Promise<void> {
      samples.flush();
      meter.close();
      await db.$disconnect();
    },
  };
}
