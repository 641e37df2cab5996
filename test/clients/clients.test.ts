/** Real clients against the real gateway, each asked all it can do; what they said becomes docs/clients.md. */
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureBesidePack, ensurePythonTools } from "../support/python-tools.ts";
import { root } from "../support/start-gateway.ts";
import { type ClientBox, startClientBox } from "./client-box.ts";
import { writeLongMatrix, writeMatrix } from "./matrix.ts";
import { askAiSdk } from "./node/ask-ai-sdk.ts";
import { askAsDify, askAsOpenWebui } from "./node/ask-as-web-uis.ts";
import { askOpenai } from "./node/ask-openai.ts";
import type { ClientReport, Target } from "./node/checks.ts";

const execute = promisify(execFile);
let box: ClientBox;
const reports = new Map<string, ClientReport>();
/** Asked only with `--all`: they take their time. */
const isLong = process.env.SLUICE_ALL === "1";
beforeAll(async () => {
  await ensurePythonTools("openai");
  await ensurePythonTools("clients");
  for (const name of ["lm-eval", ...(isLong ? ["guidellm"] : [])]) await ensureBesidePack(name);
  box = await startClientBox();
}, 600_000);
afterAll(async () => {
  await box?.stop();
  const all = (of: typeof clients) => of.flatMap(([name]) => reports.get(name) ?? []);
  if (all(clients).length === clients.length) writeMatrix(all(clients));
  if (all(longClients).length === longClients.length) writeLongMatrix(all(longClients));
});

async function runScript(script: string, python: string, more: Record<string, string>, target: Target): Promise<ClientReport> {
  const argv = [path.join(root, "test/clients/python", script), target.baseUrl, target.key, target.model, target.embedder];
  const { stdout } = await execute(python, argv, { maxBuffer: 16 * 1024 * 1024, env: { ...process.env, ...more } });
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as ClientReport;
}
const python = (script: string, tools: string) => async (target: Target) =>
  runScript(script, path.join(await ensurePythonTools(tools), "python"), {}, target);
const besidePack = (script: string, tools: string) => async (target: Target) => {
  const { python, env } = await ensureBesidePack(tools);
  return runScript(script, python, env, target);
};
const clients: [string, (target: Target) => Promise<ClientReport>][] = [
  ["openai for Python", python("ask_openai.py", "openai")],
  ["openai for Node", askOpenai],
  ["Anthropic", python("ask_anthropic.py", "clients")],
  ["LangChain", python("ask_langchain.py", "clients")],
  ["LlamaIndex", python("ask_llama_index.py", "clients")],
  ["LiteLLM", python("ask_litellm.py", "clients")],
  ["Vercel AI SDK", askAiSdk],
  ["Open WebUI", askAsOpenWebui],
  ["Dify", askAsDify],
  ["lm-eval", besidePack("ask_lm_eval.py", "lm-eval")],
];
const longClients: typeof clients = [["guidellm", besidePack("ask_guidellm.py", "guidellm")]];

it.each(isLong ? [...clients, ...longClients] : clients)(
  "%s",
  async (name, asks) => {
    const report = await asks(box);
    reports.set(name, report);
    const wrong = Object.entries(report.results).filter(([, result]) => result !== "ok");
    expect(wrong).toEqual([]);
    expect(Object.keys(report.results).length).toBeGreaterThan(1);
  },
  180_000,
);
