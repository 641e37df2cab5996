/** Fine-tunes on a running engine in the way vLLM does it (POST /v1/load_lora_adapter); a driver says which of its settings take them. */
import { z } from "zod";
import { SluiceError } from "../contract/error.ts";
import { parseJson } from "../lib/parse-json.ts";
import type { RuntimeAdapters } from "./engine.ts";
import { askSocket, type SocketAnswer } from "./socket-http.ts";

const Listed = z.object({ data: z.array(z.object({ id: z.string() })) });
const Refused = z.object({ error: z.object({ message: z.string() }) });

export function runtimeAdapters<Spec>(takes: (spec: Spec) => boolean): RuntimeAdapters<Spec> {
  async function attached(socket: string, signal: AbortSignal): Promise<readonly string[]> {
    const { status, body } = await askSocket(socket, "/v1/models", undefined, signal);
    const listed = status === 200 ? parseJson(body, Listed) : null;
    if (!listed) throw new Error(`its list of models was ${status}: ${body.slice(0, 200)}`);
    return listed.data.map(({ id }) => id);
  }
  return {
    takes,
    attached,
    async attach(socket, name, dir, signal) {
      const answer = await askSocket(socket, "/v1/load_lora_adapter", { lora_name: name, lora_path: dir }, signal);
      // Said twice (an agent died in between) it is refused, and there all the same.
      if (answer.status === 200 || (await attached(socket, signal)).includes(name)) return;
      // vLLM says 500 for a rank that is too high, and for its own death.
      const { status } = await askSocket(socket, "/health", undefined, signal);
      if (status !== 200) throw new Error(`the engine is not well: ${saidIn(answer)}`);
      throw new SluiceError("bad-input", `The engine does not take this adapter: ${saidIn(answer)}`);
    },
    async detach(socket, name, signal) {
      const answer = await askSocket(socket, "/v1/unload_lora_adapter", { lora_name: name }, signal);
      if (answer.status === 200 || !(await attached(socket, signal)).includes(name)) return;
      throw new Error(`the adapter stays on its engine: ${saidIn(answer)}`);
    },
  };
}

function saidIn({ status, body }: SocketAnswer): string {
  return parseJson(body, Refused)?.error.message ?? `${status} ${body.slice(0, 200)}`;
}
