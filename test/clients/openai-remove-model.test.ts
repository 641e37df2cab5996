/** OpenAI's "delete a fine-tuned model", by their own client: what a fine-tuning job published goes, and nothing that others need. */
import OpenAI, { toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Deployment } from "../../agent/src/contract/deployment.ts";
import { baseModelId, chatRows, createDeployment, deploymentIs } from "../support/box-steps.ts";
import { eventually } from "../support/eventually.ts";
import { createRoute, routeInSnapshot } from "../support/route-steps.ts";
import { type Box, startBox } from "../support/start-box.ts";

let box: Box;
let client: OpenAI;
const clientWith = async (limits: object) => {
  const { secret } = (await box.person("POST", "/api/keys", { body: { name: "tuner", ...limits } })).body;
  return new OpenAI({ baseURL: `${box.gateway().url}/v1`, apiKey: secret, maxRetries: 0 });
};
beforeAll(async () => {
  box = await startBox({ gateway: true });
  await box.claim();
  client = await clientWith({});
});
afterAll(() => box.stop());

async function tuned(): Promise<{ name: string; jobId: string; deployment: Deployment; ggufId: string }> {
  const file = await client.files.create({ file: await toFile(Buffer.from(chatRows(20)), "a.jsonl"), purpose: "fine-tune" });
  const recipe = { sluice: { recipe: { steps: 2, stepMs: 1 } } };
  const { id } = await client.fineTuning.jobs.create({ model: await baseModelId(box), training_file: file.id, ...recipe });
  const job = await eventually(async () => {
    const one = await client.fineTuning.jobs.retrieve(id);
    return one.status === "succeeded" && one;
  }, 60_000);
  const { job_id: jobId, deployment_id } = (job as unknown as { sluice: Record<string, string> }).sluice;
  const { data } = (await box.person("GET", "/api/deployments")).body;
  const deployment = (data as Deployment[]).find((one) => one.id === deployment_id)!;
  return { name: job.fine_tuned_model!, jobId: jobId!, deployment, ggufId: deployment.modelId };
}
const refused = (name: string, by = client) =>
  by.models.delete(name).then(
    () => null,
    ({ status, param, code, message }) => ({ status, param, code, message }),
  );
const kinds = async (jobId: string): Promise<string[]> => {
  const { data } = (await box.person("GET", "/api/models")).body;
  return data.flatMap((one: { kind: string; lineage: { jobId: string } }) => (one.lineage.jobId === jobId ? [one.kind] : []));
};

describe("a fine-tuned model", () => {
  it("goes with its name, its deployment and its files; the second time it is not there", async () => {
    const { name, jobId, deployment } = await tuned();
    expect((await kinds(jobId)).sort()).toEqual(["adapter", "gguf", "merged"]);
    const other = await clientWith({ allowedRoutes: ["other"] });
    expect(await refused(name, other)).toMatchObject({ status: 403, code: "model_not_found" });
    expect(await client.models.delete(name)).toMatchObject({
      id: name,
      object: "model",
      deleted: true,
      sluice: { kept_for: [] },
    });
    expect(routeInSnapshot(box.data, name)).toBeUndefined();
    expect(await kinds(jobId)).toEqual([]);
    expect((await box.person("GET", `/api/deployments/${deployment.id}`)).status).toBe(404);
    await eventually(async () => !(await client.models.list()).data.some(({ id }) => id === name));
    expect(await refused(name)).toMatchObject({ status: 404, param: "model", code: "model_not_found" });
  });

  it("stays while another public name is answered by it, and its files while a deployment made by hand serves them", async () => {
    const { name, jobId, deployment, ggufId } = await tuned();
    const route = await createRoute(box, "support", { targets: [{ deploymentId: deployment.id, weight: 1 }] });
    expect(await refused(name)).toMatchObject({ status: 409, param: "model", code: "model_in_use" });
    expect((await refused(name))!.message).toContain("'support'");
    expect(routeInSnapshot(box.data, name)).toBeDefined();
    await box.person("DELETE", `/api/routes/${route.id}`);
    const byHand = { name: "by-hand", modelId: ggufId, engineId: "fake-serve", settings: {} };
    const { id } = (await box.person("POST", "/api/deployments", { body: byHand })).body;
    await deploymentIs(box, id, "ready");
    expect(await client.models.delete(name)).toMatchObject({ deleted: true, sluice: { kept_for: ["by-hand"] } });
    expect((await kinds(jobId)).sort()).toEqual(["adapter", "gguf", "merged"]);
    expect((await deploymentIs(box, id, "ready")).name).toBe("by-hand");
  });

  it("is what a job made: names of people and of the box are not removed this way", async () => {
    await createDeployment(box, "helpdesk");
    expect(await refused("helpdesk")).toMatchObject({ status: 403, param: "model", code: "model_not_removable" });
    expect(await refused("ft:nobody:made:this:one")).toMatchObject({ status: 404, code: "model_not_found" });
    expect(await refused(await baseModelId(box))).toMatchObject({ status: 404 });
  });
});
