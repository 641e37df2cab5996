/** Clients of one public name that never stop asking: what a switch must not disturb. */
import { setTimeout as sleep } from "node:timers/promises";
import { hashText, unitOf } from "../../../agent/src/gateway/routing/hash.ts";
import { type Asking, open, readAll } from "../../support/ask-gateway.ts";

export interface Traffic {
  asked(): number;
  /** What went wrong. */
  failed(): readonly string[];
  /** Epoch ms of the first byte of the first answer of this deployment. */
  firstOf(deploymentName: string): Promise<number>;
  stop(): Promise<void>;
}
export interface TrafficOptions {
  port: number;
  key: { id: string; secret: string };
  model: string;
  clients: number;
}

/** Between an answer and the next question, in ms: of the crowd, and of the one that looks for the new version. */
const pause = { crowd: 20, probe: 4 };

/** Half of the clients stream. One is of a conversation that goes to a canary at its first step. */
export function startTraffic({ port, key, model, clients }: TrafficOptions): Traffic {
  let isOver = false;
  let asked = 0;
  const failed: string[] = [];
  const waiting = new Map<string, (at: number) => void>();
  const askOnce = async (stream: boolean, asking: Asking) => {
    const body = { model, stream, max_tokens: 8, messages: [{ role: "user", content: "hi" }] };
    const { res } = await open(port, body, { key: key.secret, ...asking });
    const at = performance.timeOrigin + performance.now();
    const text = await readAll(res);
    if (res.statusCode !== 200 || (stream && !text.endsWith("data: [DONE]\n\n")))
      throw new Error(`${res.statusCode} ${text.slice(-200)}`);
    waiting.get(String(res.headers["x-sluice-deployment"]))?.(at);
  };
  const loop = async (stream: boolean, pauseMs: number, asking: Asking = {}) => {
    for (; !isOver; asked += 1) {
      await askOnce(stream, asking).catch((error: unknown) => failed.push(String(error)));
      await sleep(pauseMs);
    }
  };
  const loops = Array.from({ length: clients }, (_, n) => loop(n % 2 === 0, pause.crowd));
  loops.push(loop(true, pause.probe, { headers: { "x-conversation-id": firstInLine(key.id) } }));
  return {
    asked: () => asked,
    failed: () => failed,
    firstOf: (name) => new Promise((resolve) => waiting.set(name, resolve)),
    async stop() {
      isOver = true;
      await Promise.all(loops);
    },
  };
}

/** A conversation of this key whose place among the weights is at the very beginning. */
function firstInLine(keyId: string): string {
  for (let n = 0; ; n += 1) if (unitOf(hashText(`probe-${n}`, hashText(keyId))) < 0.01) return `probe-${n}`;
}
