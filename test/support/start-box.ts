/** A box of fakes on a folder of its own: the real agent process (and gateway, if asked), real SQLite, real run processes. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { socketDirOf } from "../../agent/src/settings.ts";
import { type AskOptions, ask, createBrowser } from "./ask-agent.ts";
import { eventually } from "./eventually.ts";
import { killAll, runProcesses } from "./processes.ts";
import { startGateway, type TestGateway } from "./start-gateway.ts";

const root = path.resolve(import.meta.dirname, "../..");
export const owner = { name: "Ada", email: "ada@example.com", password: "correct horse battery" };
export type Box = Awaited<ReturnType<typeof startBox>>;

/** `data`: a folder that a test has put something into before. */
export async function startBox(options: { env?: Record<string, string>; gateway?: boolean; data?: string } = {}) {
  const data = options.data ?? mkdtempSync(path.join(os.tmpdir(), "sluice-box-"));
  const env = {
    SLUICE_BOX: "fake",
    SLUICE_DATA: data,
    SLUICE_HOME: path.join(data, "home"),
    SLUICE_RESTART_MS: "50",
    ...options.env,
  };
  const socket = path.join(socketDirOf(data), "agent.sock");
  const log: string[] = [];
  let agent = startAgent();
  let gateway: TestGateway | null = null;
  const browser = createBrowser(() => socket);
  const operatorToken = () =>
    (JSON.parse(readFileSync(path.join(data, "secrets.json"), "utf8")) as { operatorToken: string }).operatorToken;

  function startAgent(): ChildProcess {
    const child = spawn(process.execPath, [path.join(root, "agent/src/main.ts")], {
      env: { ...process.env, SLUICE_LOG_LEVEL: "info", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding("utf8").on("data", (text: string) => log.push(text));
    return child;
  }
  const isUp = async () => {
    if (agent.exitCode !== null || agent.signalCode !== null) throw new Error(`The agent ended:\n${log.join("")}`);
    return (await ask(socket, "GET", "/api/health")).status === 200;
  };
  await eventually(isUp, 60_000);
  if (options.gateway) gateway = await startGateway(data, env);

  const box = {
    data,
    socket,
    agentPid: () => agent.pid!,
    gateway: () => gateway!,
    log: () => log.join(""),
    runDir: (runId: string) => path.join(data, "runs", runId),
    claimCode: () => readFileSync(path.join(data, "claim-code"), "utf8").trim(),
    /** As a stranger: no cookie. */
    stranger: (method: string, url: string, more: AskOptions = {}) => ask(socket, method, url, more),
    /** As the person who claimed the box. */
    person: browser,
    /** As the box's own terminal. */
    operator: (method: string, url: string, body?: unknown) =>
      ask(socket, method, url, { ...(body === undefined ? {} : { body }), headers: { "x-sluice-operator": operatorToken() } }),
    claim: () => browser("POST", "/api/claim", { body: { code: box.claimCode(), ...owner } }),
    async killAgent(signal: NodeJS.Signals): Promise<number | null> {
      const gone = once(agent, "exit");
      agent.kill(signal);
      return ((await gone) as [number | null])[0];
    },
    async startAgain(): Promise<void> {
      agent = startAgent();
      await eventually(isUp, 60_000);
    },
    /** One more agent on the same folder, beside the living one; answers its exit code. */
    async startSecond(): Promise<number | null> {
      return ((await once(startAgent(), "exit")) as [number | null])[0];
    },
    /** Everything that lives goes, runs first. What a power cut does, but for the boot id. */
    killEverything: () => killRuns(data),
    async stop(): Promise<void> {
      if (agent.exitCode === null && agent.signalCode === null) await box.killAgent("SIGKILL");
      await gateway?.kill("SIGKILL");
      await killRuns(data);
      rmSync(socketDirOf(data), { recursive: true, force: true });
      await eventually(() => removed(data));
    },
  };
  return box;
}

function removed(data: string): boolean {
  rmSync(data, { recursive: true, force: true }); // a dying run may still write a last line
  return !existsSync(data);
}

/** By the token in each run's handle, never by name. */
async function killRuns(data: string): Promise<void> {
  const runs = path.join(data, "runs");
  const ids = existsSync(runs) ? readdirSync(runs).filter((id) => existsSync(path.join(runs, id, "handle.json"))) : [];
  const alive = () => ids.flatMap((id) => runProcesses(data, id));
  await eventually(() => {
    killAll(alive());
    return alive().length === 0;
  });
}
