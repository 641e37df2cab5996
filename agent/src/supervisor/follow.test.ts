import { appendFileSync, mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { GlueEvent } from "../contract/glue-event.ts";
import { systemClock } from "../lib/clock.ts";
import { createFollower } from "./follow.ts";

const note = (message: string): GlueEvent => ({ type: "note", at: 1, level: "info", message });
const line = (message: string): string => JSON.stringify(note(message));

function follow(readLog: (line: string) => GlueEvent | null = () => null) {
  const dir = mkdtempSync(path.join(os.tmpdir(), "sluice-test-"));
  const seen: string[] = [];
  const bad: string[] = [];
  const follower = createFollower({
    ...{ dir, readLog, clock: systemClock },
    onEvent: (event) => seen.push(event.type === "note" ? event.message : event.type),
    onBadLine: (text) => bad.push(text),
  });
  return { follower, seen, bad, write: (text: string, file = "events.jsonl") => appendFileSync(path.join(dir, file), text) };
}

describe("createFollower", () => {
  it("tells each event once, and waits for the rest of a torn line, also inside a character", () => {
    const { follower, seen, write } = follow();
    follower.catchUp();
    const bytes = Buffer.from(`${line("a")}\n${line("青")}\n`);
    const cut = bytes.indexOf(Buffer.from("青")) + 1;
    write(bytes.subarray(0, cut) as unknown as string);
    follower.catchUp();
    expect(seen).toEqual(["a"]);
    write(bytes.subarray(cut) as unknown as string);
    follower.catchUp();
    follower.catchUp();
    expect(seen).toEqual(["a", "青"]);
  });
  it("notes bad lines once, and goes on", () => {
    const { follower, seen, bad, write } = follow();
    write(`${line("a")}\nhalf {"type"\n{"type":"from-the-future","at":1}\n\n${line("b")}\n`);
    follower.catchUp();
    expect(seen).toEqual(["a", "b"]);
    expect(bad).toEqual(['half {"type"']);
  });
  it("at the end takes a last line without its line end if it is whole, and only then", () => {
    const whole = follow();
    whole.write(`${line("a")}\n${line("b")}`);
    whole.follower.finish();
    expect(whole.seen).toEqual(["a", "b"]);
    const torn = follow();
    torn.write(`${line("a")}\n${line("b").slice(0, -5)}`);
    torn.follower.finish();
    expect(torn.seen).toEqual(["a"]);
    expect(torn.bad).toEqual([]);
  });
  it("reads out.log through the engine", () => {
    const { follower, seen, write } = follow((text) => (text.startsWith("step") ? note(text) : null));
    write("hello\nstep 1\nstep 2\n", "out.log");
    follower.catchUp();
    expect(seen).toEqual(["step 1", "step 2"]);
  });
  it("hears of new lines by itself until it is told to stop", async () => {
    const { follower, seen, write } = follow();
    const stop = new AbortController();
    const running = follower.run(stop.signal);
    write(`${line("a")}\n`);
    await vi.waitFor(() => expect(seen).toEqual(["a"]), 5000);
    write(`${line("b")}\n`);
    await vi.waitFor(() => expect(seen).toEqual(["a", "b"]), 5000);
    stop.abort();
    await running;
  });
});
