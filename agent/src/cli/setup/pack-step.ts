import type { Packs } from "../../services/packs.ts";
import type { Step } from "./step.ts";

const usual: Record<string, number> = { trl: 110, llamacpp: 20, vllm: 300 };

export function packStep(packs: Packs, id: string): Step {
  return {
    id: `pack-${id}`,
    title: `installing the ${id} pack`,
    usualSeconds: usual[id] ?? 60,
    isDone: () => packs.dirOf(id) !== null,
    run: (note, signal) => packs.install(id, (progress) => note(progress.title), signal),
  };
}
