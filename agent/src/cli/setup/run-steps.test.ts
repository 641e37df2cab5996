import { expect, test } from "vitest";
import { createScreen } from "../screen.ts";
import { runSteps } from "./run-steps.ts";
import type { Step } from "./step.ts";

function house() {
  const said: string[] = [];
  const noted: string[] = [];
  const screen = createScreen({ write: (text) => said.push(text) });
  const timings = { secondsOf: (_id: string, usual: number) => usual, note: (id: string) => void noted.push(id) };
  const step = (id: string, run: Step["run"], done = false): Step => ({
    id,
    title: id,
    usualSeconds: 1,
    isDone: () => done,
    run,
  });
  return { said, noted, screen, timings, step };
}
const signal = new AbortController().signal;

test("what is done is skipped; the steps of a lane run in order", async () => {
  const { screen, timings, step, noted } = house();
  const ran: string[] = [];
  const note = (id: string) => step(id, async () => void ran.push(id));
  const done = step("done", async () => void ran.push("done"), true);
  await runSteps({ lanes: [[note("a"), done, note("b")]], screen, timings, signal });
  expect(ran).toEqual(["a", "b"]);
  expect(noted).toEqual(["a", "b"]);
});

test("a failure stops the other lane and is the error that comes out", async () => {
  const { screen, timings, step } = house();
  const stopped: string[] = [];
  const long = step(
    "long",
    (_note, abort) => new Promise((resolve) => abort.addEventListener("abort", () => resolve(void stopped.push("long")))),
  );
  const never = step("never", async () => {
    throw new Error("must not run");
  });
  const broken = step("broken", async () => {
    throw new Error("no space left");
  });
  await expect(runSteps({ lanes: [[long, never], [broken]], screen, timings, signal })).rejects.toThrow("no space left");
  expect(stopped).toEqual(["long"]);
});
