/** nvidia-smi as it lives and dies: each case through real processes. */
import { describe, expect, it, vi } from "vitest";
import { nvidiaTool } from "../../agent/src/accelerators/nvidia.ts";
import { systemClock } from "../../agent/src/lib/clock.ts";
import { type Part, playAll } from "./support/played-tool.ts";
import { until, watchedTool } from "./support/watched-tool.ts";

vi.setConfig({ testTimeout: 40_000 });
const box = watchedTool();
const nvidia = (read: Omit<Part, "when">, look = "nvidia/look.csv") =>
  box().tools.play(
    "nvidia-smi",
    { when: "-lms", after: "again", ...read },
    { when: "topo", file: "nvidia/topo.txt" },
    { when: "--query-gpu", file: look },
  );
const readers = () =>
  box()
    .tools.calls("nvidia-smi")
    .filter((args) => args.includes("-lms")).length;
const uuid = (n: number) => `GPU-5100ca4d-0000-4000-8000-00000000000${n}`;

describe("nvidia", () => {
  it("finds eight cards with one query, and reads all their dials with one process", async () => {
    playAll(box().tools);
    const [first, ...others] = await box().start(nvidiaTool());
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
    await until(() => box().ticks.length > 3);
    expect(box().ticks[0]?.map((sample) => sample.cardId)).toEqual([first, ...others].map((card) => card?.id));
    expect(box().ticks[0]?.[1]).toMatchObject({
      ...{ loadPercent: 10, memoryUsedBytes: 10_000 * 2 ** 20, powerWatts: 130, temperatureC: 32 },
      ...{ clockMhz: 1980, memoryClockMhz: 2619, eccCorrected: 2, eccUncorrected: 0, slowedBy: [] },
    });
    expect(box().ticks[0]?.[7]?.slowedBy).toEqual(["power"]);
    expect(box().ticks[0]?.[0]?.slowedBy).toEqual([]); // idle is no trouble
    expect(box().tools.calls("nvidia-smi")).toHaveLength(3); // look, links, reader: nothing per tick
    expect(box().news).toEqual([]);
  });

  it("shows a run its cards by their own names, and none where it was given none", async () => {
    playAll(box().tools);
    const accelerator = box().make(nvidiaTool());
    expect(accelerator.env([])).toEqual({}); // none seen: none to hide
    const cards = await accelerator.detect();
    expect(accelerator.env([cards[2]!, cards[5]!]).CUDA_VISIBLE_DEVICES).toBe(`${uuid(2)},${uuid(5)}`);
    expect(accelerator.env([]).CUDA_VISIBLE_DEVICES).toBe("");
  });

  it("puts torn lines together", async () => {
    nvidia({ file: "nvidia/read.csv", torn: true });
    await box().start(nvidiaTool());
    await until(() => box().ticks.length > 2);
    expect(box().ticks.every((tick) => tick.length === 8)).toBe(true);
    expect(box().ticks[1]?.[3]).toMatchObject({ loadPercent: 37, powerWatts: 251 });
  });

  it.each([
    ["read-lost.csv", 3, "lost"],
    ["read-unknown-error.csv", 2, "lost"],
    ["read-reset.csv", 6, "needs-reset"],
    ["read-missing.csv", 5, "lost"],
  ])("%s: says which card is not well, and goes on with the others", async (file, index, state) => {
    nvidia({ file: `nvidia/${file}`, after: "hang" });
    await box().start(nvidiaTool());
    await until(() => box().conditions(state).length > 0);
    expect(
      box()
        .conditions(state)
        .map((one) => one.cardId),
    ).toEqual([uuid(index)]);
    expect(box().news).toHaveLength(1);
    await until(() => box().ticks.at(-1)?.length === 7);
    expect(readers()).toBe(1);
  });

  it("a card whose handle is gone ends the reader: lost, and the others are read again", async () => {
    nvidia({ file: "nvidia/handle.txt", after: "end", exit: 255 });
    await box().start(nvidiaTool());
    await until(() => box().conditions("lost").length > 0);
    expect(box().conditions("lost")[0]).toMatchObject({ cardId: uuid(3), why: expect.stringContaining("0000:5D:00.0") });
    nvidia({ file: "nvidia/read.csv" }, "nvidia/look-7.csv");
    await until(() => box().ticks.some((tick) => tick.length === 8) || box().ticks.length > 0);
    await until(() => box().conditions("ok").length > 0);
  });

  it("driver gone in the middle: one word for all its cards, readers with growing waits, and well again", async () => {
    playAll(box().tools);
    await box().start(nvidiaTool());
    await until(() => box().ticks.length > 0);
    box().tools.play("nvidia-smi", { when: "", file: "nvidia/no-driver.txt", exit: 9 });
    box().tools.stop("nvidia-smi");
    await until(() => box().news.some((one) => one.type === "driver-condition"));
    expect(box().news.find((one) => one.type === "driver-condition")).toMatchObject({
      ...{ accelerator: "nvidia", why: expect.stringContaining("couldn't communicate with the NVIDIA driver") },
    });
    expect(box().conditions("no-driver")).toHaveLength(8);
    expect(box().conditions("silent")).toHaveLength(8); // first the reader ended, then the look said why
    const told = box().news.length;
    const before = box().tools.calls("nvidia-smi").length;
    await until(() => box().tools.calls("nvidia-smi").length > before + 2);
    expect(box().news).toHaveLength(told); // the same again is not told again
    playAll(box().tools);
    await until(() => box().conditions("ok").length === 8);
    expect(
      box()
        .news.filter((one) => one.type === "driver-condition")
        .at(-1),
    ).toMatchObject({ why: null });
  });

  it("a reader that hangs is told of, killed and replaced", async () => {
    nvidia({ file: "nvidia/read.csv", after: "hang" });
    await box().start(nvidiaTool(), { silentMs: 1500 });
    await until(() => box().conditions("silent").length === 8);
    nvidia({ file: "nvidia/read.csv" });
    await until(() => box().conditions("ok").length === 8);
    expect(box().said.join()).toContain("SIGKILL");
  });

  it("hears of an Xid in the kernel's log, and only of those that are about the card", async () => {
    playAll(box().tools);
    box().tools.say("kmsg", "nvidia/kmsg.txt"); // what was there before is history
    nvidia({ file: "nvidia/read.csv", after: "again", torn: true });
    await box().start(nvidiaTool());
    await until(() => box().ticks.length > 0);
    expect(box().news).toEqual([]);
    box().tools.say("kmsg", "nvidia/kmsg.txt");
    await until(() => box().news.filter((one) => one.type === "card-fault").length === 2);
    expect(box().news.flatMap((one) => (one.type === "card-fault" ? [[one.cardId, one.code]] : []))).toEqual([
      [uuid(2), "xid-79"],
      [uuid(4), "xid-94"],
    ]);
    expect(box().conditions("lost")[0]).toMatchObject({ cardId: uuid(2) });
  });

  it("a card that is put in is found, one that is taken out is lost", async () => {
    nvidia({ file: "nvidia/read.csv" }, "nvidia/look-7.csv");
    const cards = await box().start(nvidiaTool(), { relookMs: 300 });
    expect(cards).toHaveLength(7);
    nvidia({ file: "nvidia/read.csv" });
    await until(() => box().news.some((one) => one.type === "cards-found"));
    expect(box().news.flatMap((one) => (one.type === "cards-found" ? one.cards.map((card) => card.id) : []))).toEqual([uuid(7)]);
    await until(() => box().ticks.at(-1)?.length === 8);
    nvidia({ file: "nvidia/read.csv" }, "nvidia/look-7.csv");
    await until(() => box().conditions("lost").length > 0);
    expect(box().conditions("lost")[0]?.cardId).toBe(uuid(7));
  });

  it("asks without a field that an old driver does not know", async () => {
    box().tools.play(
      "nvidia-smi",
      { when: "mig.mode.current", file: "nvidia/unknown-field.txt", exit: 2 },
      { when: "--query-gpu", exit: 0 },
    );
    expect(await box().make(nvidiaTool()).detect()).toEqual([]);
    const [first, second] = box().tools.calls("nvidia-smi");
    expect(first).toContain("mig.mode.current");
    expect(second).not.toContain("mig.mode.current");
  });

  it("gives nothing away of a card that is cut into MIG slices", async () => {
    nvidia({}, "nvidia/look-mig.csv");
    expect(await box().make(nvidiaTool()).detect()).toMatchObject([{ leasableBytes: 0, facts: { migOn: true } }]);
  });

  it("a box without the program has no such cards, starts nothing, and sees when it comes", async () => {
    const cards = await box().start(nvidiaTool(), { relookMs: 50 });
    expect(cards).toEqual([]);
    await systemClock.sleep(150);
    expect(box().said).toEqual(["nvidia-smi is not on this box."]);
    expect(box().tools.calls("nvidia-smi")).toEqual([]);
    playAll(box().tools);
    await until(() => box().news.some((one) => one.type === "cards-found" && one.cards.length === 8));
    await until(() => box().ticks.length > 0);
    box().tools.takeAway("nvidia-smi");
    box().tools.stop("nvidia-smi");
    await until(() => box().conditions("no-driver").length === 8);
  });
});
