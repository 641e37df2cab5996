import type { Settings } from "../settings.ts";
import { fakeWords } from "./fake-words.ts";
import { createScreen } from "./screen.ts";
import { setUp } from "./setup/setup.ts";
import { type StartedBox, startBox } from "./start-box.ts";
import { readArguments, type Verb } from "./verb.ts";

export const up: Verb = async (args) => {
  const { settings } = readArguments("up", args, {
    port: { type: "string" },
    lan: { type: "boolean" },
    box: { type: "string" },
  });
  const screen = createScreen();
  await setUp(settings, screen, { packs: true });
  const box = await startBox(settings, screen);
  process.stdout.write(`${welcome(box, settings).join("\n")}\n`);
  return 0;
};

export function welcome(box: StartedBox, settings: Settings): string[] {
  return [
    ...fakeWords(settings),
    `Sluice ${box.already ? "already runs" : "runs"} at ${box.url}`,
    ...(box.claimCode ? [`Make it yours with this one-time claim code: ${box.claimCode}`] : []),
    ...(box.fingerprint ? [`Its certificate is its own; SHA-256 fingerprint: ${box.fingerprint}`] : []),
  ];
}
