/** Engine files on a whole box: what they make is shown, trained with and served with; a wrong one is named; the API takes none. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Box as BoxBody } from "../../agent/src/contract/box.ts";
import type { EngineInfo } from "../../agent/src/contract/engine.ts";
import { baseModelId, deploymentIs, importRows, jobEnded } from "../support/box-steps.ts";
import { eventually } from "../support/eventually.ts";
import { type Box, startBox } from "../support/start-box.ts";

const data = mkdtempSync(path.join(os.tmpdir(), "sluice-box-"));
const engines = path.join(data, "engines");
let box: Box;
const put = (name: string, text: string) => writeFileSync(path.join(engines, name), text);

beforeAll(async () => {
  mkdirSync(engines, { recursive: true });
  put(
    "trainer.mjs",
    `import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
     const [train, out, steps] = process.argv.slice(2);
     const rows = readFileSync(train, "utf8").trim().split("\\n").length;
     console.log("rows " + rows, process.env.SLUICE_FAKE_CARDS, process.env.GREETING);
     for (let n = 1; n <= Number(steps); n++) console.log("step " + n + "/" + steps + " loss " + 1 / n);
     mkdirSync(out + "/merged");
     writeFileSync(out + "/merged/weights", "w");`,
  );
  put(
    "script.yaml",
    `title: A script of ours
does: train
runsOn: [fake]
command: ["${process.execPath}", "{here}/trainer.mjs", "{train}", "{runDir}", "{setting.steps}"]
env: { GREETING: "hello {setting.steps}" }
progress: 'step (?<step>\\d+)/(?<totalSteps>\\d+) loss (?<loss>[\\d.]+)'
settings:
  - { name: steps, type: integer, default: 3, min: 1, max: 9, hint: { en: Steps., zh: 步数。 } }
memory: { fixedGB: 0.1 }
`,
  );
  put(
    "server.mjs",
    `import http from "node:http";
     const [port, name] = process.argv.slice(2);
     http.createServer(async (asked, res) => {
       if (asked.url === "/up") return res.end("ok");
       if (asked.url === "/numbers") return res.end("vllm:num_requests_waiting 0\\n");
       let text = "";
       for await (const part of asked) text += part;
       const { model } = JSON.parse(text);
       if (model !== name) return res.writeHead(404).end(JSON.stringify({ error: { message: "no " + model } }));
       const message = { role: "assistant", content: "I am " + model };
       res.setHeader("content-type", "application/json");
       res.end(JSON.stringify({ id: "c", object: "chat.completion", created: 1, model, choices: [{ index: 0, message, finish_reason: "stop" }],
         usage: { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5 } }));
     }).listen(Number(port), "127.0.0.1");
     process.on("SIGTERM", () => process.exit(0));`,
  );
  put(
    "closed.yaml",
    `title: A closed engine
does: serve
runsOn: [fake]
command: ["${process.execPath}", "{here}/server.mjs", "{port}", "own-{name}"]
gives: [chat]
health: /up
metrics: /numbers
modelName: own-{name}
memory: { fixedGB: 0.2 }
contextTokens: 512
`,
  );
  put("broken.yaml", "title: Broken\ndoes: serve\nrunsOn: [fake]\ncommand: [/bin/x, '{sokcet}']\n");
  put("fake-serve.yaml", "title: Thief\n");
  put("notes.txt", "no engine");
  box = await startBox({ gateway: true, data });
  await box.claim();
});
afterAll(async () => {
  await box.stop();
  rmSync(data, { recursive: true, force: true });
});

it("shows them like any other, and says which file was left out, where, and what to do", async () => {
  const all = (await box.person("GET", "/api/engines")).body.engines as EngineInfo[];
  expect(all.find(({ id }) => id === "script")).toMatchObject({
    ...{ title: "A script of ours", does: "task", evidence: "from-documents", installed: true, fake: true },
  });
  expect(all.find(({ id }) => id === "closed")).toMatchObject({ does: "serve", installed: true });
  expect(all.filter(({ id }) => id === "broken")).toEqual([]);
  const found = await eventually(async () => {
    const { attention } = BoxBody.parse((await box.person("GET", "/api/box")).body);
    const files = attention.filter((one) => one.code === "engine-file");
    return files.length === 2 && files;
  });
  expect(found.map((one) => one.message).sort()).toEqual([
    expect.stringContaining('broken.yaml was left out. Line 1: The word "memory" is missing.'),
    expect.stringContaining('fake-serve.yaml was left out. Line 1: There is an engine "fake-serve" already.'),
  ]);
  expect(found[0]?.fix).toContain(path.join(engines, "broken.yaml"));
});

it("trains with a script: settings checked, lease, log, curve, and what it left in the registry", async () => {
  const [versionId, baseId] = [await importRows(box), await baseModelId(box)];
  const ask = (recipe: object) =>
    box.person("POST", "/api/jobs", {
      body: { name: "mine", engineId: "script", baseModelId: baseId, datasetVersionId: versionId, recipe },
    });
  const refused = await ask({ steps: 10 });
  expect([refused.status, refused.body.error.code]).toEqual([400, "bad-input"]);
  expect((await ask({ shell: "rm" })).status).toBe(400);
  const { id } = (await ask({ steps: 4 })).body;
  const job = await jobEnded(box, id);
  expect(job).toMatchObject({ state: "succeeded", engineId: "script", progress: { step: 4, totalSteps: 4, loss: 0.25 } });
  expect(job.resultModelIds).toBeNull();
  const { points } = (await box.person("GET", `/api/jobs/${id}/series`)).body;
  expect(points.map((point: { loss: number }) => point.loss)).toEqual([1, 1 / 2, 1 / 3, 1 / 4]);
  const log = (await box.person("GET", `/api/jobs/${id}/log`)).body.text;
  expect(log).toMatch(/rows \d+ 0 hello 4\nstep 1\/4 loss 1\n/);
  const left = (await box.person("GET", "/api/models")).body.data.filter(
    (model: { lineage: { jobId: string } }) => model.lineage.jobId === id,
  );
  expect(left).toEqual([
    expect.objectContaining({ kind: "merged", files: [expect.objectContaining({ path: "merged/weights", bytes: 1 })] }),
  ]);
});

it("serves with one that has a port, a health path and a name for its model of its own", async () => {
  const body = {
    name: "talk",
    modelId: await baseModelId(box),
    engineId: "closed",
    settings: { contextTokens: 2048, serves: "chat" },
  };
  const { id } = (await box.person("POST", "/api/deployments", { body })).body;
  expect(await deploymentIs(box, id, "ready")).toMatchObject({ contextTokens: 512, gives: ["chat"] }); // not more than its file says
  const { secret } = (await box.person("POST", "/api/keys", { body: { name: "k" } })).body;
  const answer = await fetch(`${box.gateway().url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ model: "talk", messages: [{ role: "user", content: "Hi" }] }),
  });
  const said = await answer.json();
  expect([answer.status, said.model, said.choices?.[0].message.content]).toEqual([200, "talk", "I am own-talk"]);
  expect((await box.person("POST", "/api/deployments", { body: { ...body, name: "x", settings: { port: 1 } } })).status).toBe(
    400,
  );
  await box.person("POST", `/api/deployments/${id}/stop`, { body: {} });
  await deploymentIs(box, id, "stopped");
});

it("nobody can make one over the network", async () => {
  for (const method of ["POST", "PUT"]) {
    for (const at of ["/api/engines", "/api/engines/mine", "/api/engine-files"]) {
      expect((await box.person(method, at, { body: { command: ["/bin/sh"] } })).status).toBe(404);
    }
  }
});
