import { describe, expect, it } from "vitest";
import { createLogger } from "../lib/logger.ts";
import { createBoxEvents } from "./events.ts";

const logger = createLogger("test", "silent");
const change = (id: string) => ({ type: "job-changed" as const, id });

describe("box events", () => {
  it("gives what came after the last id seen, and null after a gap or an agent restart", () => {
    const events = createBoxEvents({ epoch: 7, logger, keep: 3 });
    for (const id of ["a", "b", "c", "d"]) events.emit(change(id));
    expect(events.since("7-2")?.map((e) => e.id)).toEqual(["7-3", "7-4"]);
    expect(events.since("7-4")).toEqual([]);
    expect(events.since("7-1")).toBeNull();
    expect(events.since("6-4")).toBeNull();
  });

  it("lets the other listeners hear when one of them throws", () => {
    const events = createBoxEvents({ epoch: 1, logger });
    const heard: string[] = [];
    events.on(() => {
      throw new Error("mine");
    });
    events.on((e) => heard.push(e.id));
    events.emit(change("a"));
    expect(heard).toEqual(["1-1"]);
  });
});
