/** Real engines that live in optional packs: installed first, by the product's own verb, where nobody has yet. */
import { packs } from "../packs-here.ts";
import type { Suite } from "./suite.ts";
import { vitestSuite } from "./vitest-suite.ts";

/** trl and llamacpp are there already: `up` and the other suites want them. */
const optional = ["vllm"];

export const enginesSuite: Suite = {
  id: "engines",
  async run(asked) {
    for (const id of optional) {
      const problem = await install(id);
      if (problem !== null) return { tests: 0, failed: 1, problem };
    }
    return vitestSuite("engines").run(asked);
  },
};

async function install(id: string): Promise<string | null> {
  let title = "";
  const tell = (progress: { title: string }) => {
    if (progress.title !== title) console.log(`the ${id} pack: ${progress.title}`);
    title = progress.title;
  };
  try {
    await packs.install(id, tell);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
