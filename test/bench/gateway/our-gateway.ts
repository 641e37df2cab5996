/**
 * Our side: the production process over a data folder whose snapshot the bench writes as the agent would. The only place here
 * that knows the snapshot's shape.
 */
import path from "node:path";
import { keyRow, newDataFolder, removeDataFolder, root, routeTo, testKey, writeSnapshot } from "../../support/start-gateway.ts";
import { askUntilAnswered, modelName } from "./ask.ts";
import type { Arm, Door } from "./arm.ts";
import { freePort } from "../../e2e/whole-box.ts";
import type { Mock } from "./mock.ts";
import type { Tools } from "./prepare.ts";
import { cores, start } from "./process.ts";

export interface OurDoor extends Door {
  data: string;
}

export const ours: Arm = { name: "ours", open: (tools, mock) => openGateway(tools, mock) };

/** `on`: the folder and port of an earlier gateway, for one that was killed. */
export async function openGateway(tools: Tools, mock: Mock, on?: { data: string; port: number }): Promise<OurDoor> {
  const data = on?.data ?? newDataFolder();
  if (!on) writeSnapshot(data, [routeTo(mock.socket, { name: modelName, upstreamModel: "mock" })], { keys: [keyRow(testKey)] });
  const port = on?.port ?? (await freePort());
  const log = path.join(tools.work, "ours.log");
  const running = start([process.execPath, path.join(root, "agent/src/gateway/main.ts")], {
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
