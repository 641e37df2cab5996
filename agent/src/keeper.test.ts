import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KeeperFile, type Part } from "./contract/keeper-file.ts";
import { systemClock } from "./lib/clock.ts";
import { isSameAlive, untilGone } from "./lib/process-identity.ts";

/** The real keeper in a checkout whose three parts are stand-ins that only live and note when they were asked to go. */
let root: string;
let data: string;
const keepers: ChildProcess[] = [];
const standIn = `import { appendFileSync } from "node:fs";
const name = process.env.PORT ? "app" : new URL(import.meta.url).pathname.includes("gateway") ? "gateway" : "agent";
process.on("SIGTERM", () => { appendFileSync(process.env.SLUICE_DATA + "/ends", name + " "); process.exit(0); });
appendFileSync(process.env.SLUICE_DATA + "/starts", name + " ");
setInterval(() => {}, 1000);`;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "keeper "));
  data = path.join(root, "data");
  const here = import.meta.dirname;
  for (const name of ["keeper.ts", "settings.ts", "lib", "contract"]) {
    cpSync(path.join(here, name), path.join(root, "agent/src", name), { recursive: true });
  }
  writeFileSync(path.join(root, "package.json"), '{"type":"module"}');
  symlinkSync(path.resolve(here, "../../node_modules"), path.join(root, "node_modules"));
  for (const script of ["agent/src/gateway/main.ts", "agent/src/main.ts", "app/.next/standalone/app/server.js"]) {
    mkdirSync(path.dirname(path.join(root, script)), { recursive: true });
    writeFileSync(path.join(root, script), standIn);
  }
});
afterEach(async () => {
  for (const keeper of keepers.splice(0)) keeper.kill("SIGKILL");
  for (const child of Object.values(read()?.children ?? {})) if (isSameAlive(child)) process.kill(child.pid, "SIGKILL");
  rmSync(root, { recursive: true });
});

function startKeeper(): ChildProcess {
  const env = { ...process.env, SLUICE_DATA: data, SLUICE_HOME: path.join(root, "home"), PORT: undefined };
  const keeper = spawn(process.execPath, [path.join(root, "agent/src/keeper.ts")], { env, stdio: "ignore" });
  keepers.push(keeper);
  return keeper;
}
function read(): KeeperFile | null {
  const file = path.join(data, "keeper.json");
  return existsSync(file) ? KeeperFile.parse(JSON.parse(readFileSync(file, "utf8"))) : null;
}
async function until<T>(look: () => T | null | false | undefined): Promise<T> {
  for (let tries = 0; tries < 300; tries++) {
    const found = look();
    if (found) return found;
    await systemClock.sleep(50);
  }
  throw new Error(`never came true: ${look}`);
}
function words(name: string): string[] {
  const file = path.join(data, name);
  return existsSync(file) ? readFileSync(file, "utf8").trim().split(" ") : [];
}
const pidOf = (part: Part) => read()?.children[part]?.pid;
const allLive = () => {
  const file = read();
  const lives =
    file && (["gateway", "agent", "app"] as const).every((part) => file.children[part] && isSameAlive(file.children[part]));
  return lives ? file : null;
};

test("a part that is killed comes back, the others stay", async () => {
  startKeeper();
  const before = await until(allLive);
  process.kill(before.children.agent!.pid, "SIGKILL");
  await until(() => pidOf("agent") !== before.children.agent!.pid && allLive());
  expect(pidOf("gateway")).toBe(before.children.gateway!.pid);
  expect(pidOf("app")).toBe(before.children.app!.pid);
});

test("the next keeper takes over what a killed one left, on the same ports", async () => {
  const first = startKeeper();
  const before = await until(allLive);
  first.kill("SIGKILL");
  await untilGone(before.keeper, systemClock);
  startKeeper();
  const after = await until(() => (read()?.keeper.pid !== before.keeper.pid ? allLive() : null));
  expect(after.children).toEqual(before.children);
  expect(after.appPort).toBe(before.appPort);
  // It looks after them: one that ends is started again.
  process.kill(after.children.app!.pid, "SIGKILL");
  await until(() => pidOf("app") !== after.children.app!.pid && allLive());
});

test("SIGTERM stops app, agent, gateway in this order and leaves no keeper.json", async () => {
  const keeper = startKeeper();
  const { children } = await until(allLive);
  await until(() => words("starts").length === 3);
  keeper.kill("SIGTERM");
  await until(() => keeper.exitCode !== null);
  expect(keeper.exitCode).toBe(0);
  expect(Object.values(children).some(isSameAlive)).toBe(false);
  expect(words("ends")).toEqual(["app", "agent", "gateway"]);
  expect(read()).toBeNull();
});

test("a second keeper of the same data folder goes at once", async () => {
  startKeeper();
  const before = await until(allLive);
  const second = startKeeper();
  await until(() => second.exitCode !== null);
  expect(read()?.keeper.pid).toBe(before.keeper.pid);
});
