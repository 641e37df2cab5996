import { textOf } from "../latin1.ts";
import type { EngineRequest } from "./engine-connection.ts";
import type { EngineLinks } from "./engine-links.ts";

const maxBytes = 4 * 1024 * 1024;

/** For small answers off the hot path. Rejects where the engine fails, says too much, or takes longer than `patienceMs`. */
export function askWhole(
  links: EngineLinks,
  request: EngineRequest,
  patienceMs: number,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    let status = 0;
    let bytes = "";
    const fail = (error: Error) => {
      clearTimeout(timer);
      connection.drop(answer);
      reject(error);
    };
    const answer = {
      onHead: (said: number) => {
        status = said;
      },
      onData: (chunk: Buffer) => {
        bytes += chunk.toString("latin1");
        if (bytes.length > maxBytes) fail(new Error("The engine's answer is too large."));
      },
      onEnd: () => {
        clearTimeout(timer);
        resolve({ status, text: textOf(bytes) });
      },
      onError: fail,
    };
    const timer = setTimeout(() => fail(new Error("The engine did not answer in time.")), patienceMs);
    const connection = links.ask(request, answer);
  });
}
