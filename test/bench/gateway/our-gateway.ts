/**
 * Our side: the production process over a data folder whose snapshot the bench writes as the agent would. The only place here
 * that knows the snapshot's shape.
 */
import path from "node:path";
import { freePort } from "../../e2e/whole-box.ts";
import {
  deploymentAt,
  keyRow,
  newDataFolder,
  removeDataFolder,
  root,
  testKey,
  writeSnapshot,
} from "../../support/start-gateway.ts";
import type { Arm, Door } from "./arm.ts";
import { askUntilAnswered, modelName } from "./ask.ts";
import type { Mock } from "./mock.ts";
import type { Tools } from "./prepare.ts";
import { cores, start } from "./process.ts";

export interface OurDoor extends Door {
  data: string;
}

export const ours: Arm = { name: "ours", open: (tools, mock) => openGateway(tools, mock) };

/** `on`: the folder and port of an earlier gateway, for one that was killed. `flags`: for Node. */
export async function openGateway(
  tools: Tools,
  mock: Mock,
  on?: { data: string; port: number },
  flags: readonly string[] = [],
): Promise<OurDoor> {
  const data = on?.data ?? newDataFolder();
  if (!on) writeOurSnapshot(data, mock);
  const port = on?.port ?? (await freePort());
  const log = path.join(tools.work, "ours.log");
  const running = start([process.execPath, ...flags, path.join(root, "agent/src/gateway/main.ts")], {
    core: cores.measured,
    log,
    env: { SLUICE_DATA: data, SLUICE_PORT: `${port}`, SLUICE_LAN: "0" },
  });
  const headers = { authorization: `Bearer ${testKey}` };
  await askUntilAnswered({ port, headers }, { running, log });
  const close = async () => {
    await running.stop();
    if (!on) removeDataFolder(data);
  };
  return { port, headers, running, data, close };
}

/** Everything a key can be held to is on, and so high that nothing is ever refused: every request pays for the looking. */
function writeOurSnapshot(data: string, mock: Mock): void {
  const price = { input: 1000, output: 3000, cached: 100 };
  const most = 1_000_000_000_000_000;
  const budgets = (["day", "month"] as const).flatMap((period) =>
    (["tokens", "cost"] as const).map((unit) => ({ period, unit, hard: most })),
  );
  const limits = { requestsPerMinute: 1_000_000_000, tokensPerMinute: 1_000_000_000_000, budgets };
  const key = keyRow(testKey, { ...limits, allowedRoutes: [modelName], ips: ["127.0.0.0/8"] });
  writeSnapshot(data, [deploymentAt(mock.socket, { name: modelName, upstreamModel: "mock", price })], { keys: [key] });
}
