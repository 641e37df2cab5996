/** Uploads, imports, datasets and files. */
import path from "node:path";
import type { Logger } from "../lib/logger.ts";
import { createDatasets } from "../services/datasets.ts";
import type { BoxEvents } from "../services/events.ts";
import { createFileUploads } from "../services/files/file-uploads.ts";
import { createFiles } from "../services/files/files.ts";
import { createImports } from "../services/imports.ts";
import { createUploads } from "../services/uploads/uploads.ts";
import type { Stores } from "./stores.ts";

export type Data = ReturnType<typeof createData>;

export function createData(parts: { data: string; baseDir: string; stores: Stores; events: BoxEvents; logger: Logger }) {
  const { data, stores, logger } = parts;
  const emit = parts.events.emit;
  const uploads = createUploads({ data });
  const datasets = createDatasets({
    ...{ data, store: stores.datasets, emit, logger, tokenizerDir: path.join(parts.baseDir, "weights") },
    async usedBy(versionId) {
      const [job] = await stores.jobs.using({ datasetVersionId: { in: [versionId] } });
      return job ? `job "${job.name}"` : null;
    },
  });
  const imports = createImports({
    data,
    imports: stores.imports,
    datasetStore: stores.datasets,
    datasets,
    uploads,
    emit,
    logger,
  });
  const files = createFiles({ data, store: stores.files, uploads, logger });
  const fileUploads = createFileUploads({ store: stores.files, uploads, files });
  const sweep = () => Promise.all([imports.sweepUploads(), files.sweep(), fileUploads.sweep()]);
  return { uploads, datasets, imports, files, fileUploads, sweep };
}
