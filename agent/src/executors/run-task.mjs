/**
 * Runs a training script that knows nothing of us: run-task.mjs RUN_DIR PATTERN PROGRAM [WORD...]. Lines of its output that the pattern
 * fits become events. One SIGTERM is passed on, once. Where it ends well and wrote no result.json, one is written: the files it left under
 * adapter/, merged/ and gguf/, its time, and nothing that it did not say.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, createReadStream, existsSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

const [dir, pattern, program, ...words] = process.argv.slice(2);
const expression = pattern === "" ? null : new RegExp(pattern);
const begun = Date.now();
const heldOut = { before: null, after: null };
const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
process.once("SIGTERM", () => child.kill("SIGTERM"));
child.on("error", (error) => {
  console.error(`It could not be started: ${error.message}`);
  process.exit(127);
});
createInterface({ input: child.stdout }).on("line", (line) => {
  process.stdout.write(`${line}\n`);
  const found = expression?.exec(line.slice(0, 2000))?.groups;
  if (found) note(found);
});
const ended = new Promise((resolve) => child.on("exit", (code, signal) => resolve({ code, signal })));
await new Promise((resolve) => child.on("close", resolve));
const { code, signal } = await ended;
if (signal !== null) {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
} else {
  if (code === 0 && !existsSync(path.join(dir, "result.json"))) await writeResult();
  process.exit(code);
}

/** What the line does not say is not made up. */
function note(found) {
  const of = (name) => (found[name] === undefined || !Number.isFinite(Number(found[name])) ? null : Number(found[name]));
  const step = of("step");
  if (step === null) return;
  const loss = of("heldOutLoss");
  if (loss !== null) {
    heldOut.after = loss;
    return tell("held-out-logged", { step, loss });
  }
  const known = { loss: of("loss"), learningRate: of("learningRate"), gradNorm: null, tokensPerSecond: of("tokensPerSecond") };
  tell("step-logged", {
    step,
    totalSteps: of("totalSteps") ?? step,
    epoch: 0,
    ...known,
    usefulTokens: 0,
    etaSeconds: of("etaSeconds"),
  });
}

function tell(type, fields) {
  appendFileSync(path.join(dir, "events.jsonl"), `${JSON.stringify({ type, at: Date.now(), ...fields })}\n`);
}

async function writeResult() {
  const seconds = (Date.now() - begun) / 1000;
  const result = {
    ...{ heldOutLoss: heldOut, generalLoss: { before: null, after: null, rows: 0 } },
    general: { asked: 0, baseRight: 0, kept: 0, nowRight: 0 },
    ...{ leaks: 0, leakExamples: [], markers: [], samples: [] },
    ...{ usefulTokens: 0, tokensPerSecond: null, trainSeconds: seconds, seconds: { training: seconds }, dtype: "not said" },
    files: await describe(["adapter", "merged", "gguf"]),
  };
  const temporary = path.join(dir, ".result.json.tmp");
  writeFileSync(temporary, JSON.stringify(result, null, 1));
  renameSync(temporary, path.join(dir, "result.json"));
}

async function describe(folders) {
  const files = [];
  for (const folder of folders.filter((name) => existsSync(path.join(dir, name)))) {
    const names = readdirSync(path.join(dir, folder), { recursive: true }).map((name) => path.join(folder, String(name)));
    for (const name of names.sort()) {
      const file = path.join(dir, name);
      if (!statSync(file).isFile()) continue;
      const hash = createHash("sha256");
      for await (const part of createReadStream(file)) hash.update(part);
      files.push({ path: name, bytes: statSync(file).size, sha256: hash.digest("hex") });
    }
  }
  return files;
}
