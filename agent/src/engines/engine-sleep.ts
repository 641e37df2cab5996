/** Sleep in the way vLLM does it (POST /sleep, /wake_up), and measured: on a processor both answer 200 and nothing comes back. */
import { setTimeout as wait } from "node:timers/promises";
import type { EngineSleep } from "./engine.ts";
import { askSocket } from "./socket-http.ts";

/** How long memory is watched after the engine said that it sleeps: a driver frees pages with some delay. */
const settle = { looks: 20, everyMs: 100 };

export function engineSleep<Spec>(takes: (spec: Spec) => boolean): EngineSleep<Spec> {
  return {
    takes,
    async down(socket, level, memoryBytes, signal) {
      const before = await memoryBytes();
      await say(socket, `/sleep?level=${level}`, signal);
      let least = before;
      for (let look = 0; look < settle.looks; look += 1) {
        least = Math.min(least, await memoryBytes());
        await wait(settle.everyMs, undefined, { signal });
      }
      return before - least;
    },
    up: (socket, signal) => say(socket, "/wake_up", signal),
  };
}

async function say(socket: string, path: string, signal: AbortSignal): Promise<void> {
  const { status, body } = await askSocket(socket, path, {}, signal);
  if (status !== 200) throw new Error(`${path} was answered with ${status}: ${body.slice(0, 200)}`);
}
