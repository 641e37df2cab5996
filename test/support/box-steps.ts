/** Steps that many tests take on a box of fakes. */
import type { Deployment } from "../../agent/src/contract/deployment.ts";
import { isTerminalJob, type Job } from "../../agent/src/contract/job.ts";
import { eventually } from "./eventually.ts";
import type { Box } from "./start-box.ts";

export const chatRows = (count: number): string =>
  Array.from({ length: count }, (_, n) =>
    JSON.stringify({
      messages: [
        { role: "user", content: `What is part ${n}?` },
        { role: "assistant", content: `Part ${n} is a bolt.` },
      ],
    }),
  ).join("\n");

/** The id of an upload that is whole. */
export async function uploadText(box: Box, text: string): Promise<string> {
  const { body } = await box.person("POST", "/api/uploads", { body: { filename: "parts.jsonl" } });
  await box.person("PUT", `/api/uploads/${body.id}`, { raw: Buffer.from(text) });
  return body.id;
}

/** The id of an imported dataset's first version. */
export async function importRows(box: Box, name = "parts", text = chatRows(40)): Promise<string> {
  const started = await box.person("POST", "/api/imports", {
    body: { uploadId: await uploadText(box, text), datasetName: name },
  });
  return eventually(async () => (await box.person("GET", `/api/imports/${started.body.id}`)).body.versionId as string | null);
}

export async function baseModelId(box: Box): Promise<string> {
  const { body } = await box.person("GET", "/api/models?kind=base");
  return body.data[0].id;
}

export async function createJob(box: Box, versionId: string, recipe: Record<string, unknown> = {}, name = "job"): Promise<Job> {
  const body = { name, engineId: "fake-train", baseModelId: await baseModelId(box), datasetVersionId: versionId, recipe };
  const answer = await box.person<Job>("POST", "/api/jobs", { body });
  if (answer.status !== 201) throw new Error(`The job was refused: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
export const getJob = async (box: Box, id: string): Promise<Job> => (await box.person<Job>("GET", `/api/jobs/${id}`)).body;
export const jobEnded = (box: Box, id: string) =>
  eventually(async () => {
    const job = await getJob(box, id);
    return isTerminalJob(job.state) && job;
  }, 60_000);
export const jobAtStep = (box: Box, id: string, step: number) =>
  eventually(async () => {
    const job = await getJob(box, id);
    return job.progress.step >= step && job;
  }, 60_000);

export async function createDeployment(box: Box, name: string, settings: Record<string, unknown> = {}): Promise<Deployment> {
  const body = { name, modelId: await baseModelId(box), engineId: "fake-serve", settings };
  const answer = await box.person<Deployment>("POST", "/api/deployments", { body });
  if (answer.status !== 201) throw new Error(`The deployment was refused: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
export const getDeployment = async (box: Box, id: string): Promise<Deployment> =>
  (await box.person<Deployment>("GET", `/api/deployments/${id}`)).body;
export const deploymentIs = (box: Box, id: string, state: Deployment["state"]) =>
  eventually(async () => {
    const deployment = await getDeployment(box, id);
    return deployment.state === state && deployment;
  }, 60_000);
