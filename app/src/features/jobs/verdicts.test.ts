import { JobReport } from "@sluice/agent/contract";
import { expect, it } from "vitest";
import { verdicts } from "./verdicts.ts";

const report = (part: Partial<JobReport>): JobReport => ({
  ...JobReport.parse({
    heldOutLoss: { before: 4, after: 1.2 },
    generalLoss: { before: 1, after: 0.9, rows: 40 },
    general: { asked: 40, baseRight: 20, kept: 14, nowRight: 20 },
    leaks: 0,
    markers: ["Qinghe"],
    samples: [],
    usefulTokens: 1,
    tokensPerSecond: 1,
    trainSeconds: 1,
    seconds: {},
    dtype: "float32",
  }),
  ...part,
});

it("says good exactly up to the promised bars", () => {
  expect(verdicts(report({}))).toMatchObject({
    learned: { grade: "good", ratio: 0.3 },
    general: { grade: "good" },
    kept: { grade: "good", share: 0.7 },
    leaks: { grade: "good" },
  });
});

it("does not call leaks good where none could have been seen", () => {
  expect(verdicts(report({ markers: [] })).leaks.grade).toBe("unknown");
});

it("says what was lost", () => {
  const lost = verdicts(
    report({
      generalLoss: { before: 1, after: 1.34, rows: 40 },
      general: { asked: 40, baseRight: 20, kept: 5, nowRight: 5 },
      leaks: 3,
    }),
  );
  expect([lost.general.grade, lost.kept.grade, lost.leaks.grade]).toEqual(["bad", "bad", "bad"]);
});

it("does not judge what was not measured", () => {
  const empty = verdicts(
    report({ heldOutLoss: { before: null, after: 1 }, general: { asked: 0, baseRight: 0, kept: 0, nowRight: 0 } }),
  );
  expect([empty.learned.grade, empty.kept.grade, empty.leaks.grade]).toEqual(["unknown", "unknown", "unknown"]);
});
