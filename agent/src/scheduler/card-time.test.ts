import { describe, expect, it } from "vitest";
import { CardHours, type ServingHours } from "../contract/card-time.ts";
import { cardTimeAt } from "./card-time.ts";

const day = { from: "08:00", to: "20:00" };
const week = (one: ServingHours | null, weekend: ServingHours | null = one): CardHours => ({
  serving: [one, one, one, one, one, weekend, weekend],
});
/** 2026-11-23 was a Monday. */
const look = (hours: CardHours, now: string, zone = "UTC") => {
  const { belongsTo, untilMs } = cardTimeAt(hours, Date.parse(now), zone);
  return [belongsTo, untilMs === null ? null : new Date(untilMs).toISOString().slice(0, 16)];
};

describe("whom the cards belong to", () => {
  it("is serving, for ever, where nobody set hours, and where hours leave no gap", () => {
    expect(look(null, "2026-11-23T03:00Z")).toEqual(["serving", null]);
    expect(cardTimeAt(null, 0, "UTC").isSet).toBe(false);
    expect(look(week({ from: "00:00", to: "24:00" }), "2026-11-23T03:00Z")).toEqual(["serving", null]);
    expect(look(week({ from: "20:00", to: "19:00" }), "2026-11-23T03:00Z")).toEqual(["serving", "2026-11-23T19:00"]);
  });
  it("is training, for ever, where no day has hours", () => {
    expect(look(week(null), "2026-11-23T03:00Z")).toEqual(["training", null]);
  });
  it("changes at the hours of the day", () => {
    expect(look(week(day), "2026-11-23T07:59:59Z")).toEqual(["training", "2026-11-23T08:00"]);
    expect(look(week(day), "2026-11-23T08:00Z")).toEqual(["serving", "2026-11-23T20:00"]);
    expect(look(week(day), "2026-11-23T20:00Z")).toEqual(["training", "2026-11-24T08:00"]);
  });
  it("leaves out the days without hours", () => {
    expect(look(week(day, null), "2026-11-27T21:00Z")).toEqual(["training", "2026-11-30T08:00"]);
    expect(look(week(null, day), "2026-11-30T00:00Z")).toEqual(["training", "2026-12-05T08:00"]);
    expect(look({ serving: [day, null, null, null, null, null, null] }, "2026-11-23T21:00Z")).toEqual([
      "training",
      "2026-11-30T08:00",
    ]);
  });
  it("goes over midnight, and hours that touch are one", () => {
    const night = { from: "22:00", to: "06:00" };
    expect(look(week(night), "2026-11-23T23:00Z")).toEqual(["serving", "2026-11-24T06:00"]);
    expect(look(week(night), "2026-11-24T05:59Z")).toEqual(["serving", "2026-11-24T06:00"]);
    expect(look(week(night, null), "2026-11-28T05:00Z")).toEqual(["serving", "2026-11-28T06:00"]); // Friday's night
    expect(look(week(night, null), "2026-11-30T05:00Z")).toEqual(["training", "2026-11-30T22:00"]); // Sunday had none
    const late = { from: "12:00", to: "24:00" };
    const early = { from: "00:00", to: "12:00" };
    const both: CardHours = { serving: [late, early, null, null, null, null, null] };
    expect(look(both, "2026-11-23T13:00Z")).toEqual(["serving", "2026-11-24T12:00"]);
  });
  it("goes by the box's own clock", () => {
    expect(look(week(day), "2026-11-23T00:30Z", "Asia/Shanghai")).toEqual(["serving", "2026-11-23T12:00"]);
    expect(look(week(day), "2026-11-22T23:59Z", "Asia/Shanghai")).toEqual(["training", "2026-11-23T00:00"]);
    expect(look(week(day), "2026-11-23T02:00Z", "Asia/Kathmandu")).toEqual(["training", "2026-11-23T02:15"]);
  });
  it("keeps its hours on the wall when summer time comes and goes", () => {
    // Berlin: 2026-03-29 02:00 becomes 03:00, 2026-10-25 03:00 becomes 02:00.
    expect(look(week(day), "2026-03-28T21:00Z", "Europe/Berlin")).toEqual(["training", "2026-03-29T06:00"]);
    expect(look(week(day), "2026-10-24T21:00Z", "Europe/Berlin")).toEqual(["training", "2026-10-25T07:00"]);
    const whole = week({ from: "02:30", to: "02:00" });
    expect(look(whole, "2026-03-29T00:45Z", "Europe/Berlin")).toEqual(["serving", "2026-03-29T01:00"]); // 02:00 is 03:00
    expect(look(whole, "2026-03-29T01:10Z", "Europe/Berlin")).toEqual(["training", "2026-03-29T01:30"]); // 02:30 is 03:30
    // New York: 01:30 comes twice on 2026-11-01; the first of the two counts.
    expect(look(week({ from: "01:30", to: "12:00" }), "2026-11-01T04:00Z", "America/New_York")).toEqual([
      "training",
      "2026-11-01T05:30",
    ]);
  });
});

describe("hours as they are set", () => {
  it("are seven days with times that are there", () => {
    expect(CardHours.safeParse(week(day, null)).success).toBe(true);
    expect(CardHours.safeParse({ serving: [day] }).success).toBe(false);
    for (const wrong of [
      { from: "8:00", to: "20:00" },
      { from: "24:00", to: "08:00" },
      { from: "08:00", to: "08:00" },
    ])
      expect(CardHours.safeParse(week(wrong)).success).toBe(false);
  });
});
