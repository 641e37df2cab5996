/** The sample data goes the way a person's own does: uploaded, imported, a version that never changes. */
import path from "node:path";
import { Dataset, DatasetVersion, Import } from "../../contract/dataset.ts";
import { SluiceError } from "../../contract/error.ts";
import { UploadState } from "../../contract/upload.ts";
import { listOf } from "../../contract/word.ts";
import type { AgentClient } from "../agent-client.ts";
import type { Screen } from "../screen.ts";
import { poll } from "./poll.ts";

const name = "Qinghe Motors (sample)";

/** The id of the dataset version; the one of an earlier demo on the same data folder, if there is one. */
export async function importData(agent: AgentClient, root: string, screen: Screen): Promise<string> {
  const there = await agent.get(`/api/datasets?q=${encodeURIComponent(name)}`, listOf(Dataset));
  const version = there.data.find((dataset) => dataset.name === name)?.versions.at(-1);
  if (version) return version.id;
  const file = path.join(root, "agent/demo/qinghe.jsonl");
  const { id } = await agent.post("/api/uploads", { filename: path.basename(file) }, UploadState);
  const upload = await agent.upload(`/api/uploads/${id}`, file, UploadState);
  const started = await agent.post("/api/imports", { uploadId: upload.id, datasetName: name }, Import);
  return poll(300, async () => {
    const now = await agent.get(`/api/imports/${started.id}`, Import);
    screen.show(`Importing the sample data: ${now.rows} rows`);
    if (now.state === "ready") return DatasetVersion.shape.id.parse(now.versionId);
    if (now.state === "failed" || now.state === "discarded" || now.state === "needs-decision") {
      throw new SluiceError("bad-file", now.error?.message ?? `The sample data was not imported: ${now.badRows} bad rows.`);
    }
    return null;
  });
}
