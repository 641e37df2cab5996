/** The whole main job, once, on the embedded default: set up, start, import, fine-tune, serve, ask. Leaves the box running. */
import { isPortFree } from "../lib/free-port.ts";
import type { Settings } from "../settings.ts";
import { mainJob } from "./demo/main-job.ts";
import { reportOf, summaryOf } from "./demo/report.ts";
import { createStages, round } from "./demo/stages.ts";
import { fakeWords } from "./fake-words.ts";
import { runningBox, urlOf } from "./running-box.ts";
import { createScreen, type Screen } from "./screen.ts";
import { setUp } from "./setup/setup.ts";
import { startBox } from "./start-box.ts";
import { welcome } from "./up.ts";
import { readArguments, type Verb } from "./verb.ts";

export const demo: Verb = async (args) => {
  const text = { type: "string" } as const;
  const flags = { port: text, box: text, headless: { type: "boolean" }, json: { type: "boolean" } } as const;
  const asked = readArguments("demo", args, flags);
  const screen = createScreen();
  const handedOver = Date.now();
  const isFake = asked.settings.box === "fake";
  for (const words of fakeWords(asked.settings)) screen.say(words);
  const stages = createStages(screen, { packages: round((handedOver - asked.settings.startedAtMs) / 1000) }, { isFake });
  const settings = await withFreePort(asked.settings, asked.has("port"), screen);
  Object.assign(stages.seconds, await stages.run("setup", () => setUp(settings, screen, { packs: true })));
  const box = await stages.run("start", () => startBox(settings, screen));
  const end = await mainJob(settings, box.url, screen, stages);
  end.seconds.total = round((Date.now() - settings.startedAtMs) / 1000);
  const data = asked.has("data") || isFake ? ` --data ${settings.data}` : "";
  const words = [...summaryOf(end), ...welcome(box, settings), `It goes on running; './sluice down${data}' stops it.`];
  if (!asked.has("json")) process.stdout.write(`${words.join("\n")}\n`);
  else {
    process.stderr.write(`${words.join("\n")}\n`);
    process.stdout.write(`${JSON.stringify(reportOf(end))}\n`);
  }
  return 0;
};

/** A second demo beside a first one takes the next free port and says so; a port that was asked for is taken as said. */
async function withFreePort(settings: Settings, asked: boolean, screen: Screen): Promise<Settings> {
  if (asked || runningBox(settings.data)) return settings;
  let port = settings.port;
  while (port < 65_535 && !(await isPortFree(port, "127.0.0.1"))) port++;
  if (port !== settings.port) screen.say(`Port ${settings.port} is taken; this box takes ${urlOf({ ...settings, port })}.`);
  return { ...settings, port };
}
