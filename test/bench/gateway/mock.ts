/** The mock engine, once per bench: on a port for the peers, on a unix socket for us, as engines on the box are. */
import { rmSync } from "node:fs";
import path from "node:path";
import { freePort } from "../../e2e/whole-box.ts";
import type { Tools } from "./prepare.ts";
import { cores, type Running, start } from "./process.ts";
import { until } from "./until.ts";

export interface Knobs {
  ttft: number;
  frames: number;
  gap: number;
  bytes: number;
  /** Percent answered with 500. */
  fail: number;
  /** Percent whose connection is closed before the first byte. */
  drop: number;
  ledger: 0 | 1;
}
/** What the engine says of one request. `sent`: tokens of the frames handed to the kernel. */
export interface Sent {
  id: string;
  stream: boolean;
  prompt: number;
  completion: number;
  sent: number;
  state: "done" | "open" | "cut" | "failed";
}
export interface Mock {
  port: number;
  socket: string;
  set(knobs: Partial<Knobs>): Promise<void>;
  forget(): Promise<void>;
  ledger(): Promise<Sent[]>;
  stop(): Promise<void>;
}

const states = { d: "done", o: "open", c: "cut", f: "failed" } as const;

export async function startMock(tools: Tools): Promise<Mock> {
  const port = await freePort();
  const socket = path.join("/tmp", `sluice-bench-${port}.sock`);
  const log = path.join(tools.work, "mock-engine.log");
  const running: Running = start([tools.mockEngine, "--port", `${port}`, "--unix", socket], { core: cores.load, log });
  const ask = async (what: string) => (await fetch(`http://127.0.0.1:${port}/-/${what}`)).text();
  await until("the mock engine answers", async () => (await ask("stats")) !== "", { running, log });
  return {
    port,
    socket,
    async set(knobs) {
      await ask(
        `set?${Object.entries(knobs)
          .map(([name, value]) => `${name}=${value}`)
          .join("&")}`,
      );
    },
    async forget() {
      await ask("reset");
    },
    async ledger() {
      const lines = (await ask("ledger")).split("\n").filter((line) => line !== "" && !line.startsWith("{"));
      return lines.map((line) => {
        const [id = "", kind, prompt, completion, sent, state = "o"] = line.split(" ");
        const numbers = { prompt: Number(prompt), completion: Number(completion), sent: Number(sent) };
        return { id, stream: kind === "s", ...numbers, state: states[state as keyof typeof states] };
      });
    },
    async stop() {
      await running.stop();
      rmSync(socket, { force: true });
    },
  };
}
