/** A gateway over one chat and one embedding engine for clients to speak to. The engines are the box's own fake server's process. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { eventually } from "../support/eventually.ts";
import {
  deploymentAt,
  newDataFolder,
  removeDataFolder,
  root,
  startGateway,
  type TestGateway,
  testKey,
  writeSnapshot,
} from "../support/start-gateway.ts";
import type { Target } from "./node/checks.ts";

export interface ClientBox extends Target {
  data: string;
  gateway: TestGateway;
  stop(): Promise<void>;
}

const can = ["tools", "json-schema", "logprobs"] as const;

export async function startClientBox(): Promise<ClientBox> {
  const data = newDataFolder();
  const chat = await startEngine(data, "helpdesk", "chat");
  const embeddings = await startEngine(data, "vectors", "embeddings");
  writeSnapshot(data, [
    deploymentAt(chat.socket, {
      ...{ name: "helpdesk", upstreamModel: "helpdesk", can: [...can], contextTokens: 4096 },
      gives: ["chat", "completions", "responses", "messages"],
    }),
    deploymentAt(embeddings.socket, { name: "vectors", upstreamModel: "vectors", can: [], gives: ["embeddings"] }),
  ]);
  const gateway = await startGateway(data);
  return {
    ...{ data, gateway, key: testKey, model: "helpdesk", embedder: "vectors", baseUrl: `${gateway.url}/v1` },
    async stop() {
      await gateway.kill("SIGTERM");
      for (const { child } of [chat, embeddings]) child.kill("SIGKILL");
      removeDataFolder(data);
    },
  };
}

async function startEngine(data: string, alias: string, serves: string): Promise<{ socket: string; child: ChildProcess }> {
  const dir = path.join(data, "runs", alias);
  mkdirSync(dir, { recursive: true });
  const socket = path.join(data, `${alias}.sock`);
  const spec = {
    alias,
    serves,
    socket,
    tokensPerSecond: 500,
    contextTokens: 4096,
    lines: [],
    delayMs: 0,
    exitCode: 0,
    crashAfterMs: null,
  };
  writeFileSync(path.join(dir, "spec.json"), JSON.stringify(spec));
  const child = spawn(process.execPath, [path.join(root, "agent/src/engines/fake/serve.mjs"), dir], { stdio: "ignore" });
  await eventually(() => existsSync(socket));
  return { socket, child };
}
