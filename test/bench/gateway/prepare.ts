/** Installs what the bench is made of: load makers, the mock engine, and the peers, all under the bench's own folder. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runCommand } from "../../../agent/src/lib/run-command.ts";
import { ensureDebianPackages } from "../../support/suites/debian-packages.ts";

const debian = {
  "nginx-light": ["/usr/sbin/nginx"],
  wrk: ["/usr/bin/wrk"],
  gcc: ["/usr/bin/gcc"],
  "libc6-dev": ["/usr/include/stdio.h"],
};
const versions = { portkey: "1.15.2", litellm: "1.106.2", vllmRouter: "0.1.17", sglangRouter: "0.3.2" };

export interface Tools {
  work: string;
  mockEngine: string;
  streamClient: string;
  /** The folder of each peer. */
  portkey: string;
  litellm: string;
  vllmRouter: string;
  sglangRouter: string;
}
type PeerName = keyof typeof versions;

/** Of what was measured, as the machine itself tells. */
export function peerVersions(): Record<string, string> {
  // Both write it to standard error, wrk with an exit code of its own.
  const said = (argv: [string, ...string[]], pattern: RegExp) =>
    pattern.exec(spawnSync(argv[0], argv.slice(1), { encoding: "utf8" }).output.join(""))?.[1] ?? "unknown";
  const nginx = said(["/usr/sbin/nginx", "-v"], /nginx\/(\S+)/);
  return {
    ...versions,
    nginx,
    wrk: said(["wrk", "-v"], /wrk (?:debian\/)?(\S+)/),
    gcc: said(["gcc", "--version"], /(\d+\.\d+\.\d+)/),
  };
}

/** `peers`: only those that will be measured are installed. */
export async function prepareTools(work: string, peers: readonly string[]): Promise<Tools> {
  const fault = await ensureDebianPackages(debian);
  if (fault) throw new Error(fault);
  const dirOf = (peer: PeerName) => path.join(work, `${peer}-${versions[peer]}`);
  const tools: Tools = {
    work,
    mockEngine: await compiled(work, "mock-engine"),
    streamClient: await compiled(work, "stream-client"),
    portkey: dirOf("portkey"),
    litellm: dirOf("litellm"),
    vllmRouter: dirOf("vllmRouter"),
    sglangRouter: dirOf("sglangRouter"),
  };
  const { portkey, litellm, vllmRouter, sglangRouter } = versions;
  const venv = (wanted: string) => (dir: string) => makeVenv(dir, wanted);
  const install: Record<PeerName, (dir: string) => Promise<void>> = {
    portkey: (dir) => installPortkey(dir, portkey),
    litellm: venv(`litellm[proxy]==${litellm}`),
    vllmRouter: venv(`vllm-router==${vllmRouter}`),
    sglangRouter: venv(`sglang-router==${sglangRouter}`),
  };
  for (const peer of Object.keys(versions) as PeerName[]) {
    if (peers.includes(peer)) await once(dirOf(peer), install[peer]);
  }
  return tools;
}

/** Named after its source, so that checkouts sharing one folder never run each other's. */
async function compiled(work: string, name: string): Promise<string> {
  const source = path.join(import.meta.dirname, `${name}.c`);
  const common = readFileSync(path.join(import.meta.dirname, "common.h"));
  const hash = createHash("sha256").update(readFileSync(source)).update(common).digest("hex").slice(0, 12);
  const program = path.join(work, `${name}-${hash}`);
  if (existsSync(program)) return program;
  await must(["gcc", "-O2", "-Wall", "-Wextra", "-std=gnu11", "-o", `${program}.new`, source]);
  renameSync(`${program}.new`, program);
  return program;
}

/** `complete` comes last: a folder without it is the rest of an install that was broken off. */
async function once(dir: string, install: (dir: string) => Promise<void>): Promise<void> {
  if (existsSync(path.join(dir, "complete"))) return;
  process.stderr.write(`installing ${path.basename(dir)}\n`);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  await install(dir);
  writeFileSync(path.join(dir, "complete"), "");
}

/** The two overrides: with later ones every stream of this Portkey is a 500. */
async function installPortkey(dir: string, version: string): Promise<void> {
  const manifest = {
    private: true,
    dependencies: { "@portkey-ai/gateway": version },
    overrides: { "@hono/node-server": "1.13.8", hono: "4.9.7" },
  };
  writeFileSync(path.join(dir, "package.json"), JSON.stringify(manifest));
  await must(["npm", "install", "--no-audit", "--no-fund", "--silent"], dir);
}

async function makeVenv(dir: string, wanted: string): Promise<void> {
  await must([process.env.SLUICE_PYTHON ?? "python3", "-m", "venv", dir]);
  await must([
    path.join(dir, "bin/pip"),
    "install",
    "--no-input",
    "--disable-pip-version-check",
    "--progress-bar",
    "off",
    wanted,
  ]);
}

async function must(argv: [string, ...string[]], cwd?: string): Promise<void> {
  const end = await runCommand(argv, cwd === undefined ? {} : { cwd });
  if (end.code !== 0) throw new Error(`'${argv.join(" ")}' ended with ${end.code}:\n${end.tail.slice(-10).join("\n")}`);
}
