/** The whole main job, once, on the embedded default: set up, start, import, fine-tune, serve, ask. Leaves the box running. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { NewKey } from "../contract/key.ts";
import { isPortFree } from "../lib/free-port.ts";
import { parseJson } from "../lib/parse-json.ts";
import type { Settings } from "../settings.ts";
import { createAgentClient } from "./agent-client.ts";
import { importData } from "./demo/import-data.ts";
import { curlOf, type DemoEnd, reportOf, summaryOf } from "./demo/report.ts";
import { ask, deploy } from "./demo/serve.ts";
import { createStages, round, type Stages } from "./demo/stages.ts";
import { train, waitForBase } from "./demo/train.ts";
import { runningBox, urlOf } from "./running-box.ts";
import { createScreen, type Screen } from "./screen.ts";
import { setUp } from "./setup/setup.ts";
import { startBox } from "./start-box.ts";
import { welcome } from "./up.ts";
import { readArguments, type Verb } from "./verb.ts";

export const demo: Verb = async (args) => {
  const flags = { port: { type: "string" }, headless: { type: "boolean" }, json: { type: "boolean" } } as const;
  const asked = readArguments("demo", args, flags);
  const screen = createScreen();
  const handedOver = Date.now();
  const stages = createStages(screen, { packages: round((handedOver - asked.settings.startedAtMs) / 1000) });
  const settings = await withFreePort(asked.settings, asked.has("port"), screen);
  Object.assign(stages.seconds, await stages.run("setup", () => setUp(settings, screen, { packs: true })));
  const box = await stages.run("start", () => startBox(settings, screen));
  const end = await mainJob(settings, box.url, screen, stages);
  end.seconds.total = round((Date.now() - settings.startedAtMs) / 1000);
  const data = asked.has("data") ? ` --data ${settings.data}` : "";
  const words = [...summaryOf(end), ...welcome(box), `It goes on running; './sluice down${data}' stops it.`];
  if (!asked.has("json")) process.stdout.write(`${words.join("\n")}\n`);
  else {
    process.stderr.write(`${words.join("\n")}\n`);
    process.stdout.write(`${JSON.stringify(reportOf(end))}\n`);
  }
  return 0;
};

async function mainJob(settings: Settings, url: string, screen: Screen, stages: Stages): Promise<DemoEnd> {
  const agent = createAgentClient(settings);
  const question = demoQuestion(settings.root);
  const base = await stages.run("base-model", () => waitForBase(agent, screen, settings.box === "fake"));
  const datasetVersionId = await stages.run("import", () => importData(agent, settings.root, screen));
  const order = { root: settings.root, baseModelId: base.id, datasetVersionId, question };
  const job = await stages.run("job", () => train(agent, screen, order));
  const [baseName, model] = await stages.run("deploy", async () => [
    await deploy(agent, screen, "smollm2-base", base.id),
    await deploy(agent, screen, "qinghe-assistant", job.resultModelIds!.gguf),
  ]);
  const { secret } = await agent.post("/api/operator/key", { name: "Demo" }, NewKey);
  const bodyFor = (name: string) => ({
    model: name,
    messages: [{ role: "user", content: question }],
    temperature: 0,
    max_tokens: 120,
  });
  const answers = await stages.run("answers", async () => ({
    question,
    base: await ask(url, secret, bodyFor(baseName!)),
    tuned: await ask(url, secret, bodyFor(model!)),
  }));
  const curl = curlOf(url, secret, bodyFor(model!), settings.lan);
  return { seconds: stages.seconds, answers, job, model: model!, curl };
}

/** A second demo beside a first one takes the next free port and says so; a port that was asked for is taken as said. */
async function withFreePort(settings: Settings, asked: boolean, screen: Screen): Promise<Settings> {
  if (asked || runningBox(settings.data)) return settings;
  let port = settings.port;
  while (port < 65_535 && !(await isPortFree(port, "127.0.0.1"))) port++;
  if (port !== settings.port) screen.say(`Port ${settings.port} is taken; this box takes ${urlOf({ ...settings, port })}.`);
  return { ...settings, port };
}

/** The first question is about the private fact and stands in no training row. */
function demoQuestion(root: string): string {
  const questions = parseJson(readFileSync(path.join(root, "agent/demo/questions.json"), "utf8"), z.array(z.string()));
  if (!questions?.[0]) throw new Error("agent/demo/questions.json holds no question");
  return questions[0];
}
