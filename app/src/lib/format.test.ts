import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatFixed,
  formatMoment,
  formatMoney,
  formatMs,
  formatPercent,
  formatRate,
  formatUtc,
  slug,
} from "./format.ts";

describe("formatBytes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 kB"],
    [1536, "1.54 kB"],
    [3_100_000_000, "3.1 GB"],
    [24_600_000_000, "24.6 GB"],
    [999_600_000, "1 GB"],
    [512_000_000_000, "512 GB"],
  ])("%i is %s", (bytes, text) => expect(formatBytes(bytes, "en")).toBe(text));
  it("says nothing where nothing is known", () => expect(formatBytes(null, "en")).toBe("–"));
});

describe("formatDuration", () => {
  it.each([
    [0, "0 s", "0 秒"],
    [4.27, "4.3 s", "4.3 秒"],
    [48, "48 s", "48 秒"],
    [60, "1 min", "1 分"],
    [125, "2 min 5 s", "2 分 5 秒"],
    [7500, "2 h 5 min", "2 小时 5 分"],
    [190_800, "2 d 5 h", "2 天 5 小时"],
  ])("%d s", (seconds, en, zh) => {
    expect(formatDuration(seconds, "en")).toBe(en);
    expect(formatDuration(seconds, "zh-CN")).toBe(zh);
  });
});

describe("numbers", () => {
  it("writes losses with fixed decimals", () => expect(formatFixed(0.5, "en")).toBe("0.50"));
  it.each([
    [0.0002, "2e-4"],
    [0.000123, "1.23e-4"],
    [0.05, "0.05"],
    [0, "0"],
  ])("learning rate %d is %s", (value, text) => expect(formatRate(value)).toBe(text));
  it.each([
    [812, "812"],
    [134_515_008, "135 M"],
    [999_700_000, "1 B"],
    [45_300, "45.3 k"],
  ])("count %i is %s", (value, text) => expect(formatCount(value, "en")).toBe(text));
});

describe("moments", () => {
  it("begins the day at 00, not at 24", () => {
    const now = new Date(2026, 0, 2, 0, 5);
    expect(formatMoment(now.toISOString(), "en", now)).toBe("00:05:00");
  });
  it("shows UTC for hovering", () => expect(formatUtc("2026-01-02T03:04:05.678Z")).toBe("2026-01-02 03:04:05 UTC"));
  it("leaves the date out for today only", () => {
    const now = new Date("2026-01-02T12:00:00Z");
    expect(formatMoment("2026-01-02T11:59:00Z", "en", now)).not.toContain("Jan");
    expect(formatMoment("2025-11-20T11:59:00Z", "en", now)).toContain("2025");
  });
});

describe("slug", () => {
  it.each([
    ["Qinghe Helpdesk v2", "qinghe-helpdesk-v2"],
    ["  --x--  ", "x"],
    ["客服 helpdesk", "helpdesk"],
    ["客服", ""],
  ])("%s", (text, expected) => expect(slug(text)).toBe(expected));
});

it("writes shares, short times and money", () => {
  expect(formatPercent(0.0512, "en")).toBe("5.1 %");
  expect(formatPercent(1, "en")).toBe("100 %");
  expect(formatMs(84.6, "en")).toBe("85 ms");
  expect(formatMs(1234, "en")).toBe("1.2 s");
  expect(formatMoney(0.000123, "USD", "en")).toBe("$0.000123");
  expect(formatMoney(1234.5, "CNY", "zh-CN")).toBe("¥1,234.50");
  expect(formatMoney(3, "credits", "en")).toBe("3.00 credits");
});
