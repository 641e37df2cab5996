/** Every GET of the API on a box where something has happened, against the contract the console reads it by. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import * as contract from "../../agent/src/contract/index.ts";
import { createLogger } from "../../agent/src/lib/logger.ts";
import { allRoutes } from "../support/all-routes.ts";
import {
  chatRows,
  createDeployment,
  createJob,
  deploymentIs,
  importRows,
  jobAtStep,
  jobEnded,
  uploadText,
} from "../support/box-steps.ts";
import { eventually } from "../support/eventually.ts";
import { createRoute, publish } from "../support/route-steps.ts";
import { type Box, startBox } from "../support/start-box.ts";
import { endLine, writeUsage } from "../support/usage-lines.ts";

const { listOf } = contract;
const History = z.object({
  cards: z.array(
    z.object({
      cardId: z.string(),
      at: z.array(z.number()),
      loadPercent: z.array(z.number().nullable()),
      memoryUsedBytes: z.array(z.number().nullable()),
      loadPercentMost: z.array(z.number().nullable()),
      memoryUsedBytesMost: z.array(z.number().nullable()),
    }),
  ),
});
/** Route → the contract of its answer. */
const answers: Record<string, z.ZodType> = {
  "/api/session": contract.Session,
  "/api/box": contract.Box,
  "/api/hardware": contract.Hardware,
  "/api/cards": z.object({ cards: z.array(contract.CardState).min(1) }),
  "/api/cards/history": History,
  "/api/strays": contract.Strays,
  "/api/uploads/:id": contract.UploadState,
  "/api/imports": listOf(contract.Import),
  "/api/imports/:id": contract.Import,
  "/api/imports/:id/bad-rows": listOf(contract.BadRow),
  "/api/datasets": listOf(contract.Dataset),
  "/api/datasets/:id": contract.Dataset,
  "/api/datasets/:id/versions/:versionId/rows": listOf(contract.RowPreview),
  "/api/models": listOf(contract.Model),
  "/api/models/:id": contract.Model,
  "/api/recipes": z.array(contract.RecipeBook).min(1),
  "/api/jobs": listOf(contract.Job),
  "/api/jobs/:id": contract.Job,
  "/api/jobs/:id/series": z.object({ points: z.array(contract.SeriesPoint).min(1) }),
  "/api/jobs/:id/log": contract.LogChunk,
  "/api/jobs/:id/checkpoints": z.object({ checkpoints: z.array(contract.Checkpoint).min(1) }),
  "/api/deployments": listOf(contract.Deployment),
  "/api/deployments/:id": contract.Deployment,
  "/api/deployments/:id/log": contract.LogChunk,
  "/api/routes": listOf(contract.Route),
  "/api/routes/:id": contract.Route,
  "/api/routes/:id/live": contract.RouteLive,
  "/api/routes/:id/rollouts": listOf(contract.Rollout),
  "/api/keys": listOf(contract.Key),
  "/api/keys/:id": contract.Key,
  "/api/usage/report": contract.UsageReport,
  "/api/usage/report.csv": z.string().startsWith("\ufeff"),
  "/api/prices": contract.PriceList,
  "/api/projects": listOf(contract.Project),
  "/api/requests": listOf(contract.RequestLine),
  "/api/requests/:id": contract.RequestDetail,
  "/api/feedback/export": z.string(),
  "/api/engines": z.object({ engines: z.array(contract.EngineInfo).min(1), packs: z.array(contract.PackInfo) }),
  "/api/settings": contract.Settings,
  "/api/metrics": z.string().startsWith("# HELP sluice_build_info"),
};
/** Said elsewhere: health is one word, events are a stream. */
const others = ["/api/health", "/api/events"];

let box: Box;
/** One thing of each noun, by the noun in the address. */
const ids: Record<string, string> = {};
beforeAll(async () => {
  box = await startBox();
  await box.claim();
  ids.versionId = await importRows(box);
  ids.uploads = await uploadText(box, `${chatRows(20)}\n{"no": 1}\nnot json\n`);
  const started = await box.person("POST", "/api/imports", { body: { uploadId: ids.uploads, datasetName: "some bad" } });
  ids.imports = started.body.id;
  await eventually(async () => (await box.person("GET", `/api/imports/${ids.imports}`)).body.state === "needs-decision");
  ids.datasets = (await box.person("GET", "/api/datasets")).body.data[0].id;
  ids.jobs = (await createJob(box, ids.versionId, { steps: 20, stepMs: 20 })).id;
  await jobAtStep(box, ids.jobs, 1);
  expect((await box.person("GET", `/api/jobs/${ids.jobs}`)).body).toEqual(expect.schemaMatching(contract.Job));
  await jobEnded(box, ids.jobs);
  ids.deployments = (await createDeployment(box, "helpdesk")).id;
  await deploymentIs(box, ids.deployments, "ready");
  const targets = [{ deploymentId: ids.deployments, weight: 1 }];
  ids.routes = (await createRoute(box, "support", { targets })).id;
  await publish(box, ids.routes, { delayMs: 60_000 });
  ids.models = (await box.person("GET", "/api/models?kind=gguf")).body.data[0].id;
  const { key } = (await box.person("POST", "/api/keys", { body: { name: "k" } })).body;
  const end = endLine({ key: key.id, project: key.projectId });
  ids.keys = key.id;
  ids.requests = end.id;
  ids.project = key.projectId;
  writeUsage(box.data, [end]);
  await eventually(async () => (await box.person("GET", `/api/requests/${end.id}`)).status === 200);
});
afterAll(() => box.stop());

it("every GET has its contract here", () => {
  const routes = allRoutes(createLogger("test", "silent")).filter((route) => route.method === "GET");
  expect([...Object.keys(answers), ...others].sort()).toEqual(routes.map((route) => route.path).sort());
});

it.each(Object.entries(answers))("GET %s", async (route, schema) => {
  const path = route.replace(/\/(\w+)\/:id/, (_all, noun: string) => `/${noun}/${ids[noun]}`);
  const query = route === "/api/feedback/export" ? `?project=${ids.project}` : "";
  const { status, body } = await box.person("GET", path.replace(":versionId", ids.versionId!) + query);
  expect([status, schema.safeParse(body).error?.issues]).toEqual([200, undefined]);
  // A list that is empty proves nothing.
  if (Array.isArray(body.data)) expect(body.data.length).toBeGreaterThan(0);
});
