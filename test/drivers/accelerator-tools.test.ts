/** Vendors' tools as they live and die: each case through real processes. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Accelerator, CardNews } from "../../agent/src/accelerators/accelerator.ts";
import { amdTool } from "../../agent/src/accelerators/amd.ts";
import { ascendTool } from "../../agent/src/accelerators/ascend.ts";
import { nvidiaTool } from "../../agent/src/accelerators/nvidia.ts";
import type { Tool } from "../../agent/src/accelerators/tool.ts";
import { createToolAccelerator } from "../../agent/src/accelerators/tool-accelerator.ts";
import type { Card, Sample } from "../../agent/src/contract/card.ts";
import { systemClock } from "../../agent/src/lib/clock.ts";
import { type Part, type PlayedTools, playAll, playedTools } from "./support/played-tool.ts";

vi.setConfig({ testTimeout: 40_000 });

let tools: PlayedTools;
let said: string[];
let stop: AbortController;
let watching: Promise<void>;
let news: CardNews[];
let ticks: Sample[][];
beforeEach(() => {
  tools = playedTools();
  [said, news, ticks] = [[], [], []];
  stop = new AbortController();
  watching = Promise.resolve();
});
afterEach(async () => {
  stop.abort();
  await watching;
  tools.remove();
});

const waits = { firstWaitMs: 20, longestWaitMs: 80, healthyMs: 60_000, silentMs: 20_000, relookMs: 60_000 };
const made = (tool: Tool, more: Partial<typeof waits> = {}) =>
  createToolAccelerator(tool, {
    ...{ path: tools.path, say: (why) => said.push(why), kernelLog: tools.file("kmsg") },
    ...{ ...waits, ...more },
  });
function watch(accelerator: Accelerator, cards: readonly Card[]): void {
  const follow = async () => {
    for await (const tick of accelerator.watch(cards, stop.signal, (one) => news.push(one))) ticks.push(tick);
  };
  watching = follow();
}
async function started(tool: Tool, more: Partial<typeof waits> = {}): Promise<Card[]> {
  const accelerator = made(tool, more);
  const cards = await accelerator.detect();
  watch(accelerator, cards);
  return cards;
}
const nvidia = (read: Omit<Part, "when">, look = "nvidia/look.csv") =>
  tools.play(
    "nvidia-smi",
    { when: "-lms", after: "again", ...read },
    { when: "topo", file: "nvidia/topo.txt" },
    { when: "--query-gpu", file: look },
  );
const until = (test: () => unknown) => expect.poll(test, { timeout: 30_000, interval: 10 }).toBeTruthy();
const conditions = (state: string) => news.flatMap((one) => (one.type === "card-condition" && one.state === state ? one : []));
const readers = () => tools.calls("nvidia-smi").filter((args) => args.includes("-lms")).length;
const uuid = (n: number) => `GPU-5100ca4d-0000-4000-8000-00000000000${n}`;

describe("nvidia", () => {
  it("finds eight cards with one query, and reads all their dials with one process", async () => {
    playAll(tools);
    const [first, ...others] = await started(nvidiaTool());
    expect(others).toHaveLength(7);
    expect(first).toMatchObject({
      ...{ id: uuid(0), name: "NVIDIA H100 80GB HBM3", memoryBytes: 81559 * 2 ** 20, evidence: "from-documents", fake: false },
      facts: {
        driver: "550.54.15",
        eccOn: true,
        migOn: false,
        persistenceOn: true,
        link: { kind: "NVLink", width: 18, cards: 7 },
      },
    });
    await until(() => ticks.length > 3);
    expect(ticks[0]?.map((sample) => sample.cardId)).toEqual([first, ...others].map((card) => card?.id));
    expect(ticks[0]?.[1]).toMatchObject({
      ...{ loadPercent: 10, memoryUsedBytes: 10_000 * 2 ** 20, powerWatts: 130, temperatureC: 32 },
      ...{ clockMhz: 1980, memoryClockMhz: 2619, eccCorrected: 2, eccUncorrected: 0, slowedBy: [] },
    });
    expect(ticks[0]?.[7]?.slowedBy).toEqual(["power"]);
    expect(ticks[0]?.[0]?.slowedBy).toEqual([]); // idle is no trouble
    expect(tools.calls("nvidia-smi")).toHaveLength(3); // look, links, reader: nothing per tick
    expect(news).toEqual([]);
  });

  it("shows a run its cards by their own names, and none where it was given none", async () => {
    playAll(tools);
    const accelerator = made(nvidiaTool());
    expect(accelerator.env([])).toEqual({}); // none seen: none to hide
    const cards = await accelerator.detect();
    expect(accelerator.env([cards[2]!, cards[5]!]).CUDA_VISIBLE_DEVICES).toBe(`${uuid(2)},${uuid(5)}`);
    expect(accelerator.env([]).CUDA_VISIBLE_DEVICES).toBe("");
  });

  it("puts torn lines together", async () => {
    nvidia({ file: "nvidia/read.csv", torn: true });
    await started(nvidiaTool());
    await until(() => ticks.length > 2);
    expect(ticks.every((tick) => tick.length === 8)).toBe(true);
    expect(ticks[1]?.[3]).toMatchObject({ loadPercent: 37, powerWatts: 251 });
  });

  it.each([
    ["read-lost.csv", 3, "lost"],
    ["read-unknown-error.csv", 2, "lost"],
    ["read-reset.csv", 6, "needs-reset"],
    ["read-missing.csv", 5, "lost"],
  ])("%s: says which card is not well, and goes on with the others", async (file, index, state) => {
    nvidia({ file: `nvidia/${file}`, after: "hang" });
    await started(nvidiaTool());
    await until(() => conditions(state).length > 0);
    expect(conditions(state).map((one) => one.cardId)).toEqual([uuid(index)]);
    expect(news).toHaveLength(1);
    await until(() => ticks.at(-1)?.length === 7);
    expect(readers()).toBe(1);
  });

  it("a card whose handle is gone ends the reader: lost, and the others are read again", async () => {
    nvidia({ file: "nvidia/handle.txt", after: "end", exit: 255 });
    await started(nvidiaTool());
    await until(() => conditions("lost").length > 0);
    expect(conditions("lost")[0]).toMatchObject({ cardId: uuid(3), why: expect.stringContaining("0000:5D:00.0") });
    nvidia({ file: "nvidia/read.csv" }, "nvidia/look-7.csv");
    await until(() => ticks.some((tick) => tick.length === 8) || ticks.length > 0);
    await until(() => conditions("ok").length > 0);
  });

  it("driver gone in the middle: one word for all its cards, readers with growing waits, and well again", async () => {
    playAll(tools);
    await started(nvidiaTool());
    await until(() => ticks.length > 0);
    tools.play("nvidia-smi", { when: "", file: "nvidia/no-driver.txt", exit: 9 });
    tools.stop("nvidia-smi");
    await until(() => news.some((one) => one.type === "driver-condition"));
    expect(news.find((one) => one.type === "driver-condition")).toMatchObject({
      ...{ accelerator: "nvidia", why: expect.stringContaining("couldn't communicate with the NVIDIA driver") },
    });
    expect(conditions("no-driver")).toHaveLength(8);
    expect(conditions("silent")).toHaveLength(8); // first the reader ended, then the look said why
    const told = news.length;
    const before = tools.calls("nvidia-smi").length;
    await until(() => tools.calls("nvidia-smi").length > before + 2);
    expect(news).toHaveLength(told); // the same again is not told again
    playAll(tools);
    await until(() => conditions("ok").length === 8);
    expect(news.filter((one) => one.type === "driver-condition").at(-1)).toMatchObject({ why: null });
  });

  it("a reader that hangs is told of, killed and replaced", async () => {
    nvidia({ file: "nvidia/read.csv", after: "hang" });
    await started(nvidiaTool(), { silentMs: 1500 });
    await until(() => conditions("silent").length === 8);
    nvidia({ file: "nvidia/read.csv" });
    await until(() => conditions("ok").length === 8);
    expect(said.join()).toContain("SIGKILL");
  });

  it("hears of an Xid in the kernel's log, and only of those that are about the card", async () => {
    playAll(tools);
    tools.say("kmsg", "nvidia/kmsg.txt"); // what was there before is history
    nvidia({ file: "nvidia/read.csv", after: "again", torn: true });
    await started(nvidiaTool());
    await until(() => ticks.length > 0);
    expect(news).toEqual([]);
    tools.say("kmsg", "nvidia/kmsg.txt");
    await until(() => news.filter((one) => one.type === "card-fault").length === 2);
    expect(news.flatMap((one) => (one.type === "card-fault" ? [[one.cardId, one.code]] : []))).toEqual([
      [uuid(2), "xid-79"],
      [uuid(4), "xid-94"],
    ]);
    expect(conditions("lost")[0]).toMatchObject({ cardId: uuid(2) });
  });

  it("a card that is put in is found, one that is taken out is lost", async () => {
    nvidia({ file: "nvidia/read.csv" }, "nvidia/look-7.csv");
    const cards = await started(nvidiaTool(), { relookMs: 300 });
    expect(cards).toHaveLength(7);
    nvidia({ file: "nvidia/read.csv" });
    await until(() => news.some((one) => one.type === "cards-found"));
    expect(news.flatMap((one) => (one.type === "cards-found" ? one.cards.map((card) => card.id) : []))).toEqual([uuid(7)]);
    await until(() => ticks.at(-1)?.length === 8);
    nvidia({ file: "nvidia/read.csv" }, "nvidia/look-7.csv");
    await until(() => conditions("lost").length > 0);
    expect(conditions("lost")[0]?.cardId).toBe(uuid(7));
  });

  it("asks without a field that an old driver does not know", async () => {
    tools.play(
      "nvidia-smi",
      { when: "mig.mode.current", file: "nvidia/unknown-field.txt", exit: 2 },
      { when: "--query-gpu", exit: 0 },
    );
    expect(await made(nvidiaTool()).detect()).toEqual([]);
    const [first, second] = tools.calls("nvidia-smi");
    expect(first).toContain("mig.mode.current");
    expect(second).not.toContain("mig.mode.current");
  });

  it("gives nothing away of a card that is cut into MIG slices", async () => {
    nvidia({}, "nvidia/look-mig.csv");
    expect(await made(nvidiaTool()).detect()).toMatchObject([{ leasableBytes: 0, facts: { migOn: true } }]);
  });

  it("a box without the program has no such cards, starts nothing, and sees when it comes", async () => {
    const cards = await started(nvidiaTool(), { relookMs: 50 });
    expect(cards).toEqual([]);
    await systemClock.sleep(150);
    expect(said).toEqual(["nvidia-smi is not on this box."]);
    expect(tools.calls("nvidia-smi")).toEqual([]);
    playAll(tools);
    await until(() => news.some((one) => one.type === "cards-found" && one.cards.length === 8));
    await until(() => ticks.length > 0);
    tools.takeAway("nvidia-smi");
    tools.stop("nvidia-smi");
    await until(() => conditions("no-driver").length === 8);
  });
});

describe("ascend", () => {
  it("reads one chip a card, its share of memory in bytes", async () => {
    playAll(tools);
    const cards = await started(ascendTool());
    expect(cards).toHaveLength(4);
    expect(cards[1]).toMatchObject({
      ...{ id: "npu-0000:01:00.0", name: "Ascend 910B3", memoryBytes: 65536 * 2 ** 20 },
      facts: { driver: "25.2.0", link: { kind: "HCCS", width: null, cards: 3 } },
    });
    await until(() => ticks.length > 1);
    expect(ticks[0]?.[3]).toMatchObject({
      loadPercent: 60,
      memoryUsedBytes: Math.round((65536 * 2 ** 20 * 35) / 100),
      temperatureC: 44,
    });
    expect(tools.calls("npu-smi")).toHaveLength(3);
    expect(made(ascendTool()).env(cards.slice(1, 3))).toEqual({ ASCEND_RT_VISIBLE_DEVICES: "1,2" });
  });

  it("910C: two chips a package, power only at the first", async () => {
    tools.play(
      "npu-smi",
      { when: "info watch", file: "ascend/watch-910c.txt", after: "again" },
      { when: "topo", exit: 1 },
      { when: "info", file: "ascend/info-910c.txt" },
    );
    const cards = await started(ascendTool());
    expect(cards.map((card) => [card.index, card.facts?.uuid])).toEqual([
      [0, "0/0"],
      [1, "0/1"],
      [2, "1/0"],
      [3, "1/1"],
    ]);
    await until(() => ticks.length > 1);
    expect(ticks[0]?.map((sample) => sample.powerWatts)).toEqual([181.2, null, 181.2, null]);
  });

  it("a chip that is not healthy is sick until it says otherwise; a missing driver is told", async () => {
    playAll(tools);
    await started(ascendTool(), { relookMs: 300 });
    const look = (file: string) =>
      tools.play(
        "npu-smi",
        { when: "info watch", file: "ascend/watch-910b3.txt", after: "again" },
        { when: "topo", exit: 1 },
        { when: "info", file },
      );
    look("ascend/info-910b3-alarm.txt");
    await until(() => conditions("sick").length === 1);
    expect(conditions("sick")[0]?.cardId).toBe("npu-0000:c2:00.0");
    look("ascend/info-910b3.txt");
    await until(() => conditions("ok").length === 1);
    tools.play("npu-smi", { when: "", file: "ascend/no-driver.txt", exit: 1 });
    tools.stop("npu-smi");
    await until(() => conditions("no-driver").length === 4);
  });
});

describe("amd", () => {
  it("finds cards with rocm-smi and reads them with amd-smi", async () => {
    playAll(tools);
    const cards = await started(amdTool());
    expect(cards).toHaveLength(4);
    expect(cards[2]).toMatchObject({ name: "AMD Instinct MI300X", memoryBytes: 205822885888, facts: { driver: "6.8.5" } });
    await until(() => ticks.length > 1);
    expect(ticks[0]?.[2]).toMatchObject({
      ...{ loadPercent: 50, memoryUsedBytes: 483 * 2 ** 20, powerWatts: 142, temperatureC: 44, clockMhz: 134 },
      ...{ eccUncorrected: 1 },
    });
    expect(made(amdTool()).env(cards.slice(0, 2))).toEqual({ HIP_VISIBLE_DEVICES: "0,1" });
  });

  it("takes an older release's words, and says when the reader's program is missing", async () => {
    tools.play("rocm-smi", { when: "--json", file: "amd/rocm-smi-old.json" });
    const cards = await started(amdTool());
    expect(cards).toMatchObject([{ id: "amd-0000:c9:00.0", name: "AMD INSTINCT MI250X" }]);
    await until(() => conditions("silent").length === 1);
    expect(conditions("silent")[0]?.why).toContain("amd-smi is not on this box");
  });
});
