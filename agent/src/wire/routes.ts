import { boxRoutes } from "../api/box.ts";
import { datasetRoutes } from "../api/datasets.ts";
import { deploymentRoutes } from "../api/deployments.ts";
import { engineRoutes } from "../api/engines.ts";
import { eventRoutes } from "../api/events.ts";
import { importRoutes } from "../api/imports.ts";
import { jobRoutes } from "../api/jobs.ts";
import { keyRoutes } from "../api/keys.ts";
import { metricRoutes } from "../api/metrics.ts";
import { modelRoutes } from "../api/models.ts";
import { type OperatorVerbs, operatorRoutes } from "../api/operator.ts";
import { peopleRoutes } from "../api/people.ts";
import { priceRoutes } from "../api/prices.ts";
import { projectRoutes } from "../api/projects.ts";
import { requestRoutes } from "../api/requests.ts";
import { routeRoutes } from "../api/routes.ts";
import { settingRoutes } from "../api/settings.ts";
import { strayRoutes } from "../api/strays.ts";
import { uploadRoutes } from "../api/uploads.ts";
import { usageRoutes } from "../api/usage.ts";
import { feedbackRoutes } from "../api/v1/feedback.ts";
import { fileRoutes } from "../api/v1/files.ts";
import { fineTuningRoutes } from "../api/v1/fine-tuning.ts";
import { modelNameRoutes } from "../api/v1/models.ts";
import { organizationRoutes } from "../api/v1/organization.ts";
import { partedUploadRoutes } from "../api/v1/uploads.ts";
import type { BoxEvents } from "../services/events.ts";
import type { FineTunes } from "../services/fine-tuning/fine-tunes.ts";
import type { RemoveModel } from "../services/fine-tuning/remove-model.ts";
import type { Keys } from "../services/keys/keys.ts";
import type { People } from "../services/people/people.ts";
import type { BoxSettings } from "../services/settings.ts";
import type { StraysService } from "../services/strays/strays.ts";
import type { Data } from "./data.ts";
import type { Work } from "./work.ts";

export interface RouteParts {
  people: People;
  keys: Keys;
  boxSettings: BoxSettings;
  box: Parameters<typeof boxRoutes>[0];
  data: Data;
  work: Work;
  strays: StraysService;
  metrics: Parameters<typeof metricRoutes>[0];
  events: BoxEvents;
  operator: OperatorVerbs;
  /** Aborted when the agent goes: open event streams end then. */
  closing: AbortSignal;
}

export const routesOf = (parts: RouteParts) => [
  peopleRoutes(parts.people),
  boxRoutes(parts.box),
  strayRoutes(parts.strays),
  eventRoutes(parts.events, parts.closing),
  uploadRoutes(parts.data.uploads),
  importRoutes(parts.data.imports),
  datasetRoutes(parts.data.datasets),
  modelRoutes(parts.work.models),
  jobRoutes(parts.work.jobs, parts.work.recipes),
  deploymentRoutes(parts.work.deployments, parts.work.sleeping),
  routeRoutes(parts.work.routes, parts.work.rollouts),
  keyRoutes(parts.keys),
  usageRoutes(parts.work.bill.reports),
  priceRoutes(parts.work.bill.prices),
  projectRoutes(parts.work.bill.projects),
  requestRoutes(parts.work.bill),
  engineRoutes(parts.work.engines),
  settingRoutes(parts.boxSettings),
  metricRoutes(parts.metrics),
  operatorRoutes(parts.operator),
];

/** Mounted at /v1, asked with an API key. */
export const v1RoutesOf = ({
  data,
  work,
  metrics,
  fineTunes,
  removeModel,
}: Pick<RouteParts, "data" | "work" | "metrics"> & { fineTunes: FineTunes; removeModel: RemoveModel }) => [
  fineTuningRoutes(fineTunes),
  modelNameRoutes(removeModel),
  fileRoutes(data.files, data.uploads),
  partedUploadRoutes(data.fileUploads, data.uploads),
  organizationRoutes(work.bill.organization),
  feedbackRoutes(work.bill.feedback),
  metricRoutes(metrics),
];
