import { describe, expect, it } from "vitest";
import { readTraces } from "./read-traces.ts";

const day = `hour,load\n${Array.from({ length: 24 }, (_, hour) => `${hour},0.5`).join("\n")}\n`;
const jobs = "submit_s,duration_s,cards\n20,100,2\n10,50,1\n";
const serving = "at_s,prompt_tokens,generated_tokens\n0.000,4000,600\n";

describe("traces", () => {
  it("are read by the names of their columns, in the order of time", () => {
    const traces = readTraces({ jobs, serving: "model,at_s,prompt_tokens,generated_tokens\r\nm,1.5,8000,1200\r\n", day });
    expect(traces.jobs.map((job) => job.submitSeconds)).toEqual([10, 20]);
    expect(traces.requests).toEqual([{ atSeconds: 1.5, cardSeconds: 2 }]);
    expect(traces.dayCurve).toHaveLength(24);
  });
  it.each([
    [{ jobs: "submit_s,cards\n1,1\n" }, "The jobs file needs the columns submit_s, duration_s, cards; it has submit_s,cards."],
    [{ jobs: "submit_s,duration_s,cards\n1,2\n" }, "Line 2 of the jobs file: '' is not a number from 0 on."],
    [{ jobs: "submit_s,duration_s,cards\n1,x,1\n" }, "Line 2 of the jobs file: 'x' is not a number from 0 on."],
    [{ serving: "at_s,prompt_tokens,generated_tokens\n" }, "The serving trace has no request."],
    [{ day: "hour,load\n0,1\n" }, "The day curve needs one row for each hour from 0 to 23, in this order."],
  ])("%# that are none are refused with the place", (wrong, message) => {
    expect(() => readTraces({ jobs, serving, day, ...wrong })).toThrow(message);
  });
});
