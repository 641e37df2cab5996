import os from "node:os";
import { Settings } from "../contract/box.ts";
import { parseJson } from "../lib/parse-json.ts";
import type { SettingStore } from "../store/box/settings.ts";
import type { BoxEvents } from "./events.ts";

export type BoxSettings = ReturnType<typeof createBoxSettings>;

/** What a person sets in the console; the process's own settings are in settings.ts. */
export function createBoxSettings(options: { store: SettingStore; events: BoxEvents }) {
  const defaults = Settings.parse({ boxName: os.hostname().slice(0, 60) || "sluice", restartLimit: 5 });
  let cached: Settings | null = null;
  return {
    async read(): Promise<Settings> {
      if (cached) return cached;
      const stored = await options.store.all();
      const read = <K extends keyof Settings>(name: K): Settings[K] => {
        const text = stored[name];
        const value = text === undefined ? null : (parseJson(text, Settings.shape[name] as never) as Settings[K] | null);
        return value ?? defaults[name];
      };
      cached = {
        ...{ boxName: read("boxName"), restartLimit: read("restartLimit") },
        ...{ currency: read("currency"), usageLineDays: read("usageLineDays") },
        cardHours: read("cardHours"),
      };
      return cached;
    },
    async write(settings: Settings): Promise<Settings> {
      await options.store.write(
        Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, JSON.stringify(value)])),
      );
      cached = settings;
      options.events.emit({ type: "settings-changed" });
      return settings;
    },
  };
}
