import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { baseModelId, createDeployment, deploymentIs, getDeployment } from "../support/box-steps.ts";
import { eventually } from "../support/eventually.ts";
import { killAll, runProcesses } from "../support/processes.ts";
import { type Box, startBox } from "../support/start-box.ts";

let box: Box;
let secret: string;
beforeAll(async () => {
  box = await startBox({ gateway: true });
  await box.claim();
  secret = (await box.person("POST", "/api/keys", { body: { name: "app" } })).body.secret;
});
afterAll(() => box.stop());

const chat = (model: string, key = secret) =>
  fetch(`${box.gateway().url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model, messages: [{ role: "user", content: "Hi" }] }),
  });

describe("deployments", () => {
  it("is ready after a real token came back, and answers through the gateway under its name", async () => {
    const { id, modelId } = await createDeployment(box, "helpdesk", { delayMs: 100 });
    const ready = await deploymentIs(box, id, "ready");
    const gives = ["chat", "completions", "responses", "messages"];
    expect(ready).toMatchObject({ wanted: "running", fake: true, gives, cause: null });
    expect(ready.readySeconds!).toBeGreaterThan(0);
    expect((await box.person("GET", `/api/models/${modelId}`)).body.kind).toBe("gguf");
    const answer = await eventually(async () => {
      const response = await chat("helpdesk");
      return response.status === 200 && response.json();
    });
    expect((answer as { choices: { message: { content: string } }[] }).choices[0]!.message.content).toContain("helpdesk");
  });

  it("a crash: clients get 503 with Retry-After, it starts again by itself", async () => {
    const { id } = await createDeployment(box, "fragile");
    const { runId } = await deploymentIs(box, id, "ready");
    killAll(runProcesses(box.data, runId!));
    const refused = await eventually(async () => {
      const response = await chat("fragile");
      return response.status === 503 && response;
    });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    const again = await eventually(async () => {
      const deployment = await getDeployment(box, id);
      return deployment.state === "ready" && deployment.runId !== runId && deployment;
    });
    expect(again.restarts).toBe(1);
  });

  it("restarts used up: it needs attention, says why with its last lines, and a person can start it again", async () => {
    await box.person("PUT", "/api/settings", { body: { boxName: "box", restartLimit: 2 } });
    const { id } = await createDeployment(box, "broken", { lines: ["the weights are cursed"], exitCode: 3 });
    const down = await deploymentIs(box, id, "needs-attention");
    expect(down).toMatchObject({ restarts: 2, wanted: "running", runId: null, nextRestartAt: null, cause: { code: "crashed" } });
    expect(down.lastLines.join("\n")).toContain("cursed");
    expect(down.cause!.message).toMatch(/Restarted 2 times/);
    const attention = await eventually(async () => {
      const { body } = await box.person("GET", "/api/box");
      return body.attention.find((item: { details: { id?: string } }) => item.details.id === id);
    });
    expect(attention).toMatchObject({ severity: "error", code: "deployment-down" });
    expect((await box.person("GET", `/api/deployments/${id}/log?from=0`)).body.text).toContain("cursed");
    expect((await box.person("POST", `/api/deployments/${id}/start`)).body).toMatchObject({ restarts: 0, cause: null });
    await deploymentIs(box, id, "needs-attention");
  });

  it("stop takes the processes with it, start brings it back, delete leaves nothing", async () => {
    const { id } = await createDeployment(box, "short");
    const { runId } = await deploymentIs(box, id, "ready");
    await box.person("POST", `/api/deployments/${id}/stop`);
    await deploymentIs(box, id, "stopped");
    expect(runProcesses(box.data, runId!)).toEqual([]);
    await box.person("POST", `/api/deployments/${id}/start`);
    const again = await deploymentIs(box, id, "ready");
    expect((await box.person("DELETE", `/api/deployments/${id}`)).status).toBe(200);
    expect((await box.person("GET", `/api/deployments/${id}`)).status).toBe(404);
    expect(existsSync(box.runDir(again.runId!))).toBe(false);
  });

  it("start right after stop is not lost", async () => {
    const { id } = await createDeployment(box, "hasty");
    const { runId } = await deploymentIs(box, id, "ready");
    await box.person("POST", `/api/deployments/${id}/stop`);
    await box.person("POST", `/api/deployments/${id}/start`);
    const again = await eventually(async () => {
      const deployment = await getDeployment(box, id);
      return deployment.state === "ready" && deployment.runId !== runId && deployment;
    });
    expect(again.wanted).toBe("running");
  });

  it("refuses a taken name, a bad one, too much memory, and a model in use is not deleted", async () => {
    const modelId = await baseModelId(box);
    const code = async (more: object) => {
      const body = { name: "fine", modelId, engineId: "fake-serve", ...more };
      return (await box.person("POST", "/api/deployments", { body })).body.error.code;
    };
    expect(await code({ name: "helpdesk" })).toBe("name-taken");
    expect(await code({ name: "Not A Name" })).toBe("bad-input");
    expect(await code({ settings: { memoryBytes: 1e12 } })).toBe("does-not-fit");
    expect(await code({ settings: { parallel: "many" } })).toBe("bad-input");
    expect(await code({ engineId: "fake-train" })).toBe("bad-input");
    const names = (await box.person("GET", "/api/deployments")).body.data.map((d: { name: string }) => d.name);
    expect(names).not.toContain("fine");
  });

  it("a revoked key stops working, a playground key replaces the one before", async () => {
    const { key, secret: mine } = (await box.person("POST", "/api/keys", { body: { name: "mine" } })).body;
    expect(await eventually(async () => (await chat("helpdesk", mine)).status === 200)).toBe(true);
    await box.person("DELETE", `/api/keys/${key.id}`);
    expect(await eventually(async () => (await chat("helpdesk", mine)).status === 401)).toBe(true);
    const first = (await box.person("POST", "/api/playground/key")).body;
    const second = (await box.person("POST", "/api/playground/key")).body;
    expect(Date.parse(second.key.expiresAt) - Date.parse(second.key.createdAt)).toBe(12 * 3600_000);
    expect(await eventually(async () => (await chat("helpdesk", second.secret)).status === 200)).toBe(true);
    expect((await chat("helpdesk", first.secret)).status).toBe(401);
  });

  it("keys are shown once: no list, no database, no log holds one", async () => {
    const list = (await box.person("GET", "/api/keys")).body;
    expect(list.data.length).toBeGreaterThan(0);
    expect(list.data.every((key: { kind: string }) => key.kind === "person")).toBe(true);
    expect(JSON.stringify(list)).not.toContain(secret);
    expect(JSON.stringify(list)).not.toContain("sha256");
    expect(box.log()).not.toContain(secret);
  });
});
