/** The one question of the bench: about 280 bytes of prompt, the same for every side. */
import type { Door } from "./arm.ts";
import type { Running } from "./process.ts";
import { until } from "./until.ts";

export const modelName = "mock";
export const askPath = "/v1/chat/completions";
const prompt = "How do I set up a static address on the second network card of a plant controller? ".repeat(4).slice(0, 280);

export const bodyOf = (more: object = {}): string =>
  JSON.stringify({ model: modelName, messages: [{ role: "user", content: prompt }], max_tokens: 64, ...more });

/** Peers open their port long before they can answer. */
export function askUntilAnswered(door: Pick<Door, "port" | "headers">, of: { running: Running; log: string }): Promise<void> {
  const headers = { "content-type": "application/json", ...door.headers };
  return until(
    "a first answer",
    async () => {
      const res = await fetch(`http://127.0.0.1:${door.port}${askPath}`, { method: "POST", headers, body: bodyOf() });
      await res.text();
      return res.status === 200;
    },
    of,
  );
}
