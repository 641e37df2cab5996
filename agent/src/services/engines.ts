/** What this box can train and serve with: the engine shelf beside what is installed. */
import { z } from "zod";
import type { EngineInfo, PackInfo } from "../contract/engine.ts";
import type { Engine } from "../engines/engine.ts";
import type { Logger } from "../lib/logger.ts";
import type { Packs } from "./packs.ts";

export type Engines = ReturnType<typeof createEngines>;

export function createEngines(options: {
  shelf: readonly Engine[];
  packs: Packs;
  logger: Logger;
  afterInstall: () => Promise<void>;
}) {
  const { shelf, packs, logger } = options;
  async function infoOf(engine: Engine): Promise<EngineInfo> {
    const { id, title, does, evidence, fake } = engine;
    const probe = await engine.probe(engine.pack ? packs.dirOf(engine.pack) : null);
    const state = probe.installed
      ? { installed: true, version: probe.version, why: null }
      : { installed: false, version: null, why: probe.why };
    const schema = z.toJSONSchema(engine.spec, { io: "input", unrepresentable: "any" }) as Record<string, unknown>;
    return { id, title, does, runsOn: [...engine.runsOn], evidence, fake, ...state, schema };
  }
  return {
    of: (id: string): Engine | null => shelf.find((engine) => engine.id === id) ?? null,
    /** The one results are served with when nobody says otherwise. */
    servingId: (): string => shelf.find((engine) => engine.does === "serve")?.id ?? "",
    isInstalled: (pack: string): boolean => packs.dirOf(pack) !== null,
    async list(): Promise<{ engines: EngineInfo[]; packs: PackInfo[] }> {
      return { engines: await Promise.all(shelf.map(infoOf)), packs: packs.list() };
    },
    /** Answers at once; progress shows in the list and as `pack-changed`. Throws `not-found`. */
    async install(id: string): Promise<PackInfo | null> {
      const work = packs.install(id);
      work
        .then(options.afterInstall)
        .catch((error: unknown) => logger.error({ pack: id, err: error }, "a pack could not be installed"));
      const isKnown = packs.list().some((pack) => pack.id === id);
      if (!isKnown) await work;
      return packs.list().find((pack) => pack.id === id) ?? null;
    },
  };
}
