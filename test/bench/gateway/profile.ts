/** Where the time of a question and of a frame goes: the gateway under load with V8's profiler on, one flame graph each. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type CpuProfile, flameSvg } from "./flame.ts";
import type { Mock } from "./mock.ts";
import { openGateway } from "./our-gateway.ts";
import type { Tools } from "./prepare.ts";
import { measureRequests } from "./requests.ts";
import { measureGaps } from "./streams.ts";

/** Before it the hot path is being compiled, after it the load is gone. */
const steady = [0.6, 0.95] as const;
const loads = { questions: measureRequests, frames: measureGaps };

/** The files made. */
export async function profileGateway(tools: Tools, mock: Mock): Promise<string[]> {
  const files: string[] = [];
  for (const [name, load] of Object.entries(loads)) {
    const dir = mkdtempSync(path.join(tools.work, "profile-"));
    const door = await openGateway(tools, mock, undefined, ["--cpu-prof", `--cpu-prof-dir=${dir}`, "--cpu-prof-interval=250"]);
    try {
      await load(tools, mock, door);
      door.running!.signal("SIGINT");
      while (door.running!.exit() === null) await sleep(50);
    } finally {
      await door.close();
    }
    const [made = ""] = readdirSync(dir);
    const profile = JSON.parse(readFileSync(path.join(dir, made), "utf8")) as CpuProfile;
    const file = path.join(tools.work, `${name}.svg`);
    writeFileSync(file, flameSvg(profile, `The gateway, ${name}`, steady));
    files.push(file);
  }
  return files;
}
