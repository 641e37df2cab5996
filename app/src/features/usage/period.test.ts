import { expect, it } from "vitest";
import { bucketsOf, keptMonths, localDay, monthPeriod, periodOf } from "./period.ts";

it("knows the usual stretches, over the end of a year and in a leap year too", () => {
  expect(periodOf("month", "2026-11-27")).toEqual({ from: "2026-11-01", to: "2026-11-27", bucket: "day" });
  expect(periodOf("last-month", "2027-01-05")).toEqual({ from: "2026-12-01", to: "2026-12-31", bucket: "day" });
  expect(periodOf("30-days", "2027-01-05")).toEqual({ from: "2026-12-07", to: "2027-01-05", bucket: "day" });
  expect(periodOf("13-months", "2026-11-27")).toEqual({ from: "2025-11-01", to: "2026-11-27", bucket: "month" });
  expect(monthPeriod("2028-02").to).toBe("2028-02-29");
});

it("names every bucket, quiet ones too", () => {
  expect(bucketsOf(periodOf("30-days", "2026-11-27"))).toHaveLength(30);
  expect(bucketsOf(periodOf("13-months", "2026-11-27"))).toEqual([...keptMonths("2026-11-27")].reverse());
  expect(bucketsOf({ from: "2026-02-27", to: "2026-03-01", bucket: "day" })).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
});

it("takes the day of the clock on the wall", () => {
  expect(localDay(new Date(2026, 0, 5, 23, 59))).toBe("2026-01-05");
});
