/** npu-smi, rocm-smi and amd-smi as they live and die: each case through real processes. */
import { describe, expect, it, vi } from "vitest";
import { amdTool } from "../../agent/src/accelerators/amd.ts";
import { ascendTool } from "../../agent/src/accelerators/ascend.ts";
import { playAll } from "./support/played-tool.ts";
import { until, watchedTool } from "./support/watched-tool.ts";

vi.setConfig({ testTimeout: 40_000 });
const box = watchedTool();

describe("ascend", () => {
  it("reads one chip a card, its share of memory in bytes", async () => {
    playAll(box().tools);
    const cards = await box().start(ascendTool());
    expect(cards).toHaveLength(4);
    expect(cards[1]).toMatchObject({
      ...{ id: "npu-0000:01:00.0", name: "Ascend 910B3", memoryBytes: 65536 * 2 ** 20 },
      facts: { driver: "25.2.0", link: { kind: "HCCS", width: null, cards: 3 } },
    });
    await until(() => box().ticks.length > 1);
    expect(box().ticks[0]?.[3]).toMatchObject({
      loadPercent: 60,
      memoryUsedBytes: Math.round((65536 * 2 ** 20 * 35) / 100),
      temperatureC: 44,
    });
    expect(box().tools.calls("npu-smi")).toHaveLength(3);
    expect(box().make(ascendTool()).env(cards.slice(1, 3))).toEqual({ ASCEND_RT_VISIBLE_DEVICES: "1,2" });
  });

  it("910C: two chips a package, power only at the first", async () => {
    box().tools.play(
      "npu-smi",
      { when: "info watch", file: "ascend/watch-910c.txt", after: "again" },
      { when: "topo", exit: 1 },
      { when: "info", file: "ascend/info-910c.txt" },
    );
    const cards = await box().start(ascendTool());
    expect(cards.map((card) => [card.index, card.facts?.uuid])).toEqual([
      [0, "0/0"],
      [1, "0/1"],
      [2, "1/0"],
      [3, "1/1"],
    ]);
    await until(() => box().ticks.length > 1);
    expect(box().ticks[0]?.map((sample) => sample.powerWatts)).toEqual([181.2, null, 181.2, null]);
  });

  it("a chip that is not healthy is sick until it says otherwise; a missing driver is told", async () => {
    playAll(box().tools);
    await box().start(ascendTool(), { relookMs: 300 });
    const look = (file: string) =>
      box().tools.play(
        "npu-smi",
        { when: "info watch", file: "ascend/watch-910b3.txt", after: "again" },
        { when: "topo", exit: 1 },
        { when: "info", file },
      );
    look("ascend/info-910b3-alarm.txt");
    await until(() => box().conditions("sick").length === 1);
    expect(box().conditions("sick")[0]?.cardId).toBe("npu-0000:c2:00.0");
    look("ascend/info-910b3.txt");
    await until(() => box().conditions("ok").length === 1);
    box().tools.play("npu-smi", { when: "", file: "ascend/no-driver.txt", exit: 1 });
    box().tools.stop("npu-smi");
    await until(() => box().conditions("no-driver").length === 4);
  });
});

describe("amd", () => {
  it("finds cards with rocm-smi and reads them with amd-smi", async () => {
    playAll(box().tools);
    const cards = await box().start(amdTool());
    expect(cards).toHaveLength(4);
    expect(cards[2]).toMatchObject({ name: "AMD Instinct MI300X", memoryBytes: 205822885888, facts: { driver: "6.8.5" } });
    await until(() => box().ticks.length > 1);
    expect(box().ticks[0]?.[2]).toMatchObject({
      ...{ loadPercent: 50, memoryUsedBytes: 483 * 2 ** 20, powerWatts: 142, temperatureC: 44, clockMhz: 134 },
      ...{ eccUncorrected: 1 },
    });
    expect(box().make(amdTool()).env(cards.slice(0, 2))).toEqual({ HIP_VISIBLE_DEVICES: "0,1" });
  });

  it("takes an older release's words, and says when the reader's program is missing", async () => {
    box().tools.play("rocm-smi", { when: "--json", file: "amd/rocm-smi-old.json" });
    const cards = await box().start(amdTool());
    expect(cards).toMatchObject([{ id: "amd-0000:c9:00.0", name: "AMD INSTINCT MI250X" }]);
    await until(() => box().conditions("silent").length === 1);
    expect(box().conditions("silent")[0]?.why).toContain("amd-smi is not on this box");
  });
});
