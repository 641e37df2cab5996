import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type HandBox, handBox } from "../../../../test/support/hand-box.ts";
import { trlPrepare } from "../../engines/trl-prepare.ts";
import { createBaseModels } from "./base-models.ts";

let box: HandBox;
beforeEach(async () => {
  box = await handBox();
});
afterEach(() => box.close());

it("a base model whose making was interrupted, or failed, is made again without anybody asking", async () => {
  const hand = box.agent();
  const waits: number[] = [];
  const sleep = async (ms: number) => void waits.push(ms);
  const dir = path.join(box.data, "base");
  mkdirSync(dir);
  const models = createBaseModels({
    ...{ store: box.stores.models, runs: hand.runs, events: box.events, clock: { ...box.clock, sleep }, logger: box.logger },
    ...{ owner: { projectId: "proj_0000", createdBy: "u" }, prepare: trlPrepare, isInstalled: () => true },
  });
  await models.add({ id: "model_base0000", name: "base", kind: "tiny", dir, fake: true });
  await models.ensure();
  for (const [n, code] of (["lost", "disk-full"] as const).entries()) {
    await hand.start(hand.submitted[n]!.runId);
    await hand.end(hand.submitted[n]!.runId, code);
    await vi.waitFor(() => expect(hand.submitted).toHaveLength(n + 2));
  }
  expect(waits).toEqual([1000, 600_000]);
  box.file("base/model.json", JSON.stringify({ parameters: 5, contextTokens: 64, files: [] }));
  await hand.end(hand.submitted[2]!.runId, "ok");
  expect(await box.stores.models.get("model_base0000")).toMatchObject({ state: "ready", parameters: 5 });
});
