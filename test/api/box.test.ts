import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Box as BoxBody, Hardware, Settings } from "../../agent/src/contract/box.ts";
import { EngineInfo, PackInfo, RecipeBook } from "../../agent/src/contract/engine.ts";
import { eventually } from "../support/eventually.ts";
import { type Box, startBox } from "../support/start-box.ts";

let box: Box;
beforeAll(async () => {
  box = await startBox();
  await box.claim();
});
afterAll(() => box.stop());

describe("the box", () => {
  it("answers the home page in its contract, and says that it is made of fakes", async () => {
    const { body } = await box.person("GET", "/api/box");
    expect(BoxBody.parse(body).cards).toMatchObject([{ fake: true, accelerator: "fake" }]);
    expect(body.disk.freeBytes).toBeGreaterThan(0);
  });

  it("reads its hardware once, and again on demand", async () => {
    const first = Hardware.parse((await box.person("GET", "/api/hardware")).body);
    expect(first.memory.totalBytes).toBeGreaterThan(1e8);
    expect(first.cpu.cores).toBeGreaterThan(0);
    expect((await box.person("GET", "/api/hardware")).body.readAt).toBe(first.readAt);
    const again = await eventually(async () => {
      const { body } = await box.person("GET", "/api/hardware?refresh=1");
      return body.readAt !== first.readAt && body;
    });
    expect(Date.parse(again.readAt)).toBeGreaterThan(Date.parse(first.readAt));
  });

  it("keeps the readings of its cards", async () => {
    const history = await eventually(async () => {
      const { body } = await box.person("GET", "/api/cards/history?minutes=2");
      return body.cards[0]?.loadPercent.some((load: number | null) => load !== null) && body.cards[0];
    });
    expect(history.cardId).toBe("fake0");
    expect(history.at.length).toBe(history.loadPercent.length);
  });

  it("names its engines, packs and recipes in their contracts", async () => {
    const { body } = await box.person("GET", "/api/engines");
    expect(body.engines.map((e: unknown) => EngineInfo.parse(e).id).sort()).toEqual(["fake-serve", "fake-train"]);
    for (const pack of body.packs) PackInfo.parse(pack);
    const books = (await box.person("GET", "/api/recipes")).body as unknown[];
    expect(books.map((book) => RecipeBook.parse(book).engineId)).toEqual(["fake-train"]);
    expect((await box.person("POST", "/api/packs/nothing/install")).status).toBe(404);
  });

  it("takes settings that make sense, and no others", async () => {
    const put = (body: object) => box.person("PUT", "/api/settings", { body });
    expect(Settings.parse((await put({ boxName: " Werkbank ", restartLimit: 3 })).body).boxName).toBe("Werkbank");
    expect((await put({ boxName: "", restartLimit: 3 })).status).toBe(400);
    expect((await put({ boxName: "x", restartLimit: 99 })).body.error.message).toMatch(/restartLimit/);
    const rest = { currency: "CNY", usageLineDays: 14, cardHours: null };
    expect((await box.person("GET", "/api/settings")).body).toEqual({ boxName: "Werkbank", restartLimit: 3, ...rest });
  });
});
