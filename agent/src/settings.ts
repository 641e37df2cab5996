/** The only reader of process.env. Everything else is given its settings. */
import { createHash } from "node:crypto";
import { chmodSync, existsSync, lstatSync, mkdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { z } from "zod";
import { SluiceError } from "./contract/error.ts";

const root = path.resolve(import.meta.dirname, "../..");
/** Cards that can be played, by the word a person types. */
const fakeKinds = {
  h100: { kind: "H100 80GB", memoryBytes: 80e9, link: { kind: "NVLink", width: 18 } },
} as const;
const kinds = Object.keys(fakeKinds).join(", ");
export const BoxWord = z
  .string()
  .regex(
    new RegExp(`^(real|fake|([1-9]|1[0-6])x(${Object.keys(fakeKinds).join("|")}))$`),
    `a box is a count of fake cards and their kind, such as 8xh100 (1 to 16; ${kinds})`,
  );
export interface FakeBox {
  count: number;
  kind: string;
  memoryBytes: number;
  link: { kind: "NVLink"; width: number };
}

const Env = z.object({
  SLUICE_HOME: z.string().default(path.join(root, ".sluice")),
  SLUICE_DATA: z.string().optional(),
  SLUICE_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  SLUICE_LAN: z.enum(["0", "1"]).default("0"),
  /** With --lan: plain http here answers only "go to https". */
  SLUICE_REDIRECT_PORT: z.coerce.number().int().min(0).max(65535).default(7070),
  SLUICE_APP_PORT: z.coerce.number().int().optional(),
  SLUICE_LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  /** "real" (default), "fake", or fake cards by count and kind ("8xh100"): which shelf of drivers. The console says so everywhere. */
  SLUICE_BOX: BoxWord.default("real"),
  /** Wait before the first restart of a crashed replica; it doubles. Tests make it short. */
  SLUICE_RESTART_MS: z.coerce.number().int().min(10).default(1000),
  /** The most memory of this machine that runs may lease, in bytes; none: all but what the system keeps. */
  SLUICE_CPU_BYTES: z.coerce.number().int().positive().optional(),
  /** Offline folder of wheels for packs; none: the ordinary package index. */
  SLUICE_WHEELS: z.string().optional(),
  /** The Python (3.11 or newer, with venv) that packs are made with; ./sluice finds it. */
  SLUICE_PYTHON: z.string().default("python3"),
  /** Seconds since 1970 when ./sluice was started: what it did before Node counts in the demo's time. */
  SLUICE_STARTED_AT: z.coerce.number().optional(),
  PATH: z.string().default("/usr/bin:/bin"),
});

export interface Settings {
  /** The checkout. */
  root: string;
  /** Packs and base models, shared by all data folders. */
  home: string;
  data: string;
  /** Short folder of rights 0700 for unix sockets: a socket path over 107 bytes is refused by the kernel. */
  socketDir: string;
  agentSocket: string;
  port: number;
  lan: boolean;
  redirectPort: number;
  appPort: number | null;
  logLevel: "debug" | "info" | "warn" | "error";
  box: "real" | "fake";
  /** As it was asked for, e.g. "8xh100". */
  boxWord: string;
  /** Of a box of so many fake cards; null: real, or the one plain fake card of tests. */
  fakeCards: FakeBox | null;
  restartMs: number;
  cpuBytes: number | null;
  wheels: string | null;
  python: string;
  startedAtMs: number;
  path: string;
}

/** Where this data folder's sockets live: /run/sluice/<hash> when we may write there, else /tmp/sluice-<uid>-<hash>. */
export function socketDirOf(data: string): string {
  const hash = createHash("sha256").update(path.resolve(data)).digest("hex").slice(0, 12);
  const uid = os.userInfo().uid;
  const base = uid === 0 && existsSync("/run") ? `/run/sluice/${hash}` : `/tmp/sluice-${uid}-${hash}`;
  return base;
}

/** In /tmp anybody may have made it first: sockets in another user's folder would hand them every password. Throws `not-allowed`. */
export function makePrivate(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const stat = lstatSync(dir);
  if (!stat.isDirectory() || stat.uid !== os.userInfo().uid) {
    throw new SluiceError("not-allowed", `${dir} should hold the sockets of this box, but it is not a folder of this user.`, {
      hint: "Somebody else made it: remove it, then start again.",
    });
  }
  if ((stat.mode & 0o077) !== 0) chmodSync(dir, 0o700);
}

export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const e = Env.parse(env);
  // A box of fakes never lies in a real one's folder, unless somebody names it.
  const folder = e.SLUICE_BOX === "real" || e.SLUICE_BOX === "fake" ? "data" : `data-fake-${e.SLUICE_BOX}`;
  const data = path.resolve(e.SLUICE_DATA ?? path.join(e.SLUICE_HOME, folder));
  const socketDir = socketDirOf(data);
  makePrivate(socketDir);
  return {
    root,
    home: path.resolve(e.SLUICE_HOME),
    data,
    socketDir,
    agentSocket: path.join(socketDir, "agent.sock"),
    port: e.SLUICE_PORT ?? (e.SLUICE_LAN === "1" ? 7443 : 7070),
    lan: e.SLUICE_LAN === "1",
    redirectPort: e.SLUICE_REDIRECT_PORT,
    appPort: e.SLUICE_APP_PORT ?? null,
    logLevel: e.SLUICE_LOG_LEVEL,
    box: e.SLUICE_BOX === "real" ? "real" : "fake",
    boxWord: e.SLUICE_BOX,
    fakeCards: fakeCardsOf(e.SLUICE_BOX),
    restartMs: e.SLUICE_RESTART_MS,
    cpuBytes: e.SLUICE_CPU_BYTES ?? null,
    wheels: e.SLUICE_WHEELS ?? null,
    python: e.SLUICE_PYTHON,
    startedAtMs: e.SLUICE_STARTED_AT ? e.SLUICE_STARTED_AT * 1000 : Date.now(),
    path: e.PATH,
  };
}

function fakeCardsOf(word: string): FakeBox | null {
  const [count, kind = ""] = word.split("x");
  const found = fakeKinds[kind as keyof typeof fakeKinds];
  return found ? { count: Number(count), ...found } : null;
}

/** What a person said on the command line wins over the environment. */
export function settingsWith(asked: { data?: string; port?: number; lan?: boolean; box?: string }): Settings {
  const { data, port, lan, box } = asked;
  return readSettings({
    ...process.env,
    ...(data === undefined ? {} : { SLUICE_DATA: data }),
    ...(port === undefined ? {} : { SLUICE_PORT: String(port) }),
    ...(lan ? { SLUICE_LAN: "1" } : {}),
    ...(box === undefined ? {} : { SLUICE_BOX: box }),
  });
}

/** The environment in which a process of the box reads the very same settings. */
export function environmentOf(settings: Settings): Record<string, string | undefined> {
  return {
    ...process.env,
    SLUICE_HOME: settings.home,
    SLUICE_DATA: settings.data,
    SLUICE_PORT: String(settings.port),
    SLUICE_LAN: settings.lan ? "1" : "0",
    SLUICE_PYTHON: settings.python,
    SLUICE_BOX: settings.boxWord,
    ...(settings.appPort === null ? {} : { SLUICE_APP_PORT: String(settings.appPort) }),
  };
}
