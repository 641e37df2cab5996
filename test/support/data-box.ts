/** The data side of the agent alone, as a process of its own: real SQLite, real files, real threads, no engines. Tests measure its
 * memory and kill it. Prints its port; `memory` on standard input answers with its resident bytes and the peak so far. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import type { ApiEnv } from "../../agent/src/api/access.ts";
import { datasetRoutes } from "../../agent/src/api/datasets.ts";
import { answerError } from "../../agent/src/api/errors.ts";
import { importRoutes } from "../../agent/src/api/imports.ts";
import { uploadRoutes } from "../../agent/src/api/uploads.ts";
import { createLogger } from "../../agent/src/lib/logger.ts";
import { createDatasets } from "../../agent/src/services/datasets.ts";
import { createImports } from "../../agent/src/services/imports.ts";
import { createUploads } from "../../agent/src/services/uploads/uploads.ts";
import { openBox } from "../../agent/src/store/box/client.ts";
import { createDatasetStore } from "../../agent/src/store/box/datasets.ts";
import { createImportStore } from "../../agent/src/store/box/imports.ts";
import { migrate } from "../../agent/src/store/box/migrate.ts";

const [data = "", tokenizerDir = "/nowhere", boxDb = path.join(data, "box.db"), blindToDisk = ""] = process.argv.slice(2);
const prisma = path.join(import.meta.dirname, "../../agent/prisma");
await migrate({ file: boxDb, schemaFile: path.join(prisma, "schema.prisma"), migrationsDir: path.join(prisma, "migrations") });
const db = await openBox(boxDb);
const logger = createLogger("data-box", "warn");
const store = createDatasetStore(db);
const emit = () => undefined;
// Blind: a disk that fills while we write, not one we were warned of.
const freeSpace = blindToDisk ? async () => ({ freeBytes: 1e12, totalBytes: 1e12 }) : undefined;
const datasets = createDatasets({
  data,
  store,
  emit,
  logger,
  tokenizerDir,
  usedBy: async (versionId) => (readUsed().includes(versionId) ? "job helpdesk" : null),
});
const uploads = createUploads({ data, freeSpace });
const imports = createImports({
  data,
  imports: createImportStore(db),
  datasetStore: store,
  datasets,
  uploads,
  emit,
  logger,
  freeSpace,
});
await imports.resume();

function readUsed(): string[] {
  try {
    return readFileSync(path.join(data, "used"), "utf8").split("\n");
  } catch {
    return [];
  }
}
const app = new Hono<ApiEnv>().basePath("/api");
app.use(async (c, next) => {
  c.set("actor", { id: "usr_test", name: "Test", kind: "person", projectId: "prj_testtest", roles: { prj_testtest: "owner" } });
  await next();
});
app.onError((error, c) => answerError(error, c, logger));
app.route("/", uploadRoutes(uploads)).route("/", importRoutes(imports)).route("/", datasetRoutes(datasets));
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => console.log(`port ${port}`));

const peakKb = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
createInterface({ input: process.stdin }).on("line", () => {
  console.log(`memory ${process.memoryUsage.rss()} ${peakKb() * 1024}`);
});
