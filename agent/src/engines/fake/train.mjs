/** The process of fake-train: writes what the real glue writes, learns nothing. argv: run folder. */
import { createHash } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const dir = process.argv[2];
const spec = JSON.parse(readFileSync(path.join(dir, "spec.json"), "utf8"));
const { steps, stepMs, saveEverySteps, crashAtStep, exitCode, delayMs, lines } = spec.recipe;
const seconds = {};
const tokensPerStep = 500;
let isAsked = false;
process.on("SIGTERM", () => {
  isAsked = true;
});

const event = (type, fields) =>
  appendFileSync(path.join(dir, "events.jsonl"), `${JSON.stringify({ type, at: Date.now(), ...fields })}\n`);
const lossAt = (step) => 0.5 + 1.5 / (1 + step / 4);

function writeWhole(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

async function stage(name, work) {
  const started = Date.now();
  console.log(`stage ${name}`);
  event("stage-started", { stage: name });
  await work();
  seconds[name] = (Date.now() - started) / 1000;
  event("stage-ended", { stage: name, seconds: seconds[name] });
}

/** Like the glue: the run's own checkpoints first, then those of the attempt before. */
function findStart() {
  const mine = path.join(dir, "checkpoints");
  if (latestIn(mine) === 0 && spec.resumeFrom) {
    const theirs = path.join(spec.resumeFrom, "checkpoints");
    const step = latestIn(theirs);
    if (step > 0) cpSync(path.join(theirs, `step-${step}`), path.join(mine, `step-${step}`), { recursive: true });
  }
  return latestIn(mine);
}
function latestIn(folder) {
  if (!existsSync(folder)) return 0;
  return Math.max(0, ...readdirSync(folder).map((name) => Number(name.match(/^step-(\d+)$/)?.[1] ?? 0)));
}

function save(step) {
  const folder = path.join(dir, "checkpoints", `step-${step}`);
  writeWhole(path.join(folder, "state.json"), JSON.stringify({ step }));
  event("checkpoint-saved", { step, path: folder, bytes: statSync(path.join(folder, "state.json")).size });
}

async function train() {
  const start = findStart();
  if (start > 0) event("note", { level: "info", message: `Going on from step ${start}.` });
  for (let step = start + 1; step <= steps; step++) {
    if (crashAtStep === step && start === 0) {
      console.error(`fake crash before step ${step}`);
      event("failed", { code: "crashed", message: `It was told to crash before step ${step}.` });
      process.exit(1);
    }
    await sleep(stepMs);
    const left = ((steps - step) * stepMs) / 1000;
    const rate = stepMs > 0 ? (tokensPerStep * 1000) / stepMs : null;
    event("step-logged", {
      step,
      totalSteps: steps,
      epoch: step / steps,
      loss: lossAt(step),
      learningRate: 1e-4 * (1 - step / steps),
      gradNorm: 1,
      usefulTokens: step * tokensPerStep,
      tokensPerSecond: rate,
      etaSeconds: left,
    });
    if (step % saveEverySteps === 0 || isAsked) {
      save(step);
      event("held-out-logged", { step, loss: lossAt(step) + 0.1 });
    }
    if (isAsked && step < steps) {
      console.log("stopped on request");
      process.exit(75);
    }
  }
}

const outputs = {
  "adapter/adapter.json": "fake adapter",
  "merged/model.json": "fake merged model",
  "gguf/model-f16.gguf": "fake gguf",
};
function writeOutputs() {
  return Object.entries(outputs).map(([file, text]) => {
    writeWhole(path.join(dir, file), text);
    return { path: file, bytes: Buffer.byteLength(text), sha256: createHash("sha256").update(text).digest("hex") };
  });
}

function report(files) {
  const samples = spec.sampleQuestions.map((question) => ({
    question,
    base: "A fake answer before.",
    tuned: "A fake answer after.",
  }));
  const trainSeconds = seconds.training;
  return {
    heldOutLoss: { before: lossAt(0) + 0.1, after: lossAt(steps) + 0.1 },
    generalLoss: { before: 1, after: 1, rows: 0 },
    general: { asked: 0, baseRight: 0, kept: 0, nowRight: 0 },
    ...{ leaks: 0, leakExamples: [], markers: spec.markers, samples },
    ...{
      steps,
      usefulTokens: steps * tokensPerStep,
      tokensPerSecond: null,
      trainSeconds,
      seconds,
      dtype: "fake",
      peakRssBytes: process.memoryUsage().rss,
    },
    ...{ adapter: { dir: "adapter" }, merged: { dir: "merged" }, gguf: { path: "gguf/model-f16.gguf" } },
    ...{ versions: { node: process.version }, recipe: spec.recipe, files },
  };
}

for (const line of lines) console.log(line);
await sleep(delayMs);
await stage("loading", () => undefined);
await stage("measuring-before", () => event("held-out-logged", { step: 0, loss: lossAt(0) + 0.1 }));
await stage("training", train);
await stage("measuring-after", () => event("held-out-logged", { step: steps, loss: lossAt(steps) + 0.1 }));
let files = [];
await stage("merging", () => {
  files = writeOutputs();
});
await stage("converting", () => undefined);
if (exitCode !== 0) {
  event("failed", { code: "crashed", message: `It was told to end with ${exitCode}.` });
  process.exit(exitCode);
}
writeWhole(path.join(dir, "result.json"), JSON.stringify(report(files), null, 1));
process.exit(0);
