/** The main job on a box that runs: base model, data, fine-tuning, two deployments, one question to both. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { NewKey } from "../../contract/key.ts";
import { parseJson } from "../../lib/parse-json.ts";
import type { Settings } from "../../settings.ts";
import { createAgentClient } from "../agent-client.ts";
import type { Screen } from "../screen.ts";
import { importData } from "./import-data.ts";
import { curlOf, type DemoEnd } from "./report.ts";
import { ask, deploy } from "./serve.ts";
import type { Stages } from "./stages.ts";
import { train, waitForBase } from "./train.ts";

export async function mainJob(
  settings: Pick<Settings, "data" | "agentSocket" | "root" | "box" | "lan">,
  url: string,
  screen: Screen,
  stages: Stages,
): Promise<DemoEnd> {
  const fake = settings.box === "fake";
  /** What a fake serves must not be taken for the real thing by those who ask it. */
  const served = (name: string, modelId: string) =>
    fake ? { name: `fake-${name}`, modelId, engineId: "fake-serve" } : { name, modelId };
  const agent = createAgentClient(settings);
  const question = demoQuestion(settings.root);
  const base = await stages.run("base-model", () => waitForBase(agent, screen, fake));
  const datasetVersionId = await stages.run("import", () => importData(agent, settings.root, screen));
  const order = { root: settings.root, fake, baseModelId: base.id, datasetVersionId, question };
  const job = await stages.run("job", () => train(agent, screen, order));
  const [baseName, model] = await stages.run("deploy", async () => [
    await deploy(agent, screen, served("smollm2-base", base.id)),
    await deploy(agent, screen, served("qinghe-assistant", job.resultModelIds!.gguf)),
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
  return { fake, seconds: stages.seconds, answers, job, model: model!, curl };
}

/** The first question is about the private fact and stands in no training row. */
function demoQuestion(root: string): string {
  const questions = parseJson(readFileSync(path.join(root, "agent/demo/questions.json"), "utf8"), z.array(z.string()));
  if (!questions?.[0]) throw new Error("agent/demo/questions.json holds no question");
  return questions[0];
}
