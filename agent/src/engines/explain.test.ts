import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Cause } from "../contract/word.ts";
import type { ExitFacts } from "./engine.ts";
import { explain } from "./explain.ts";

const logs = path.resolve(import.meta.dirname, "../../../test/fixtures/engine-logs");
const exit = (facts: Partial<ExitFacts> = {}): ExitFacts => ({ exitCode: 1, signal: null, asked: false, failed: null, ...facts });
const failed = (code: string, message = "said by the glue"): ExitFacts["failed"] => ({ type: "failed", at: 1, code, message });

describe("logs of engines that failed", () => {
  const expected: Record<string, Cause["code"]> = {
    "recorded/llamacpp-cut-gguf.log": "bad-data",
    "recorded/llamacpp-memory.log": "out-of-memory",
    "recorded/llamacpp-no-gguf.log": "bad-data",
    "recorded/llamacpp-socket-taken.log": "port-taken",
    "recorded/node-port.log": "port-taken",
    "recorded/python-disk-full.log": "disk-full",
    "recorded/python-memory.log": "out-of-memory",
    "recorded/python-port.log": "port-taken",
    "recorded/torch-cpu-memory.log": "out-of-memory",
    "recorded/torch-disk-full.log": "disk-full",
    "from-documents/cuda-launch.log": "device-lost",
    "from-documents/llamacpp-argument.log": "bad-config",
    "from-documents/llamacpp-bounds.log": "bad-data",
    "from-documents/nccl.log": "comm-failed",
    "from-documents/sglang-memory.log": "out-of-memory",
    "from-documents/torch-cuda-memory.log": "out-of-memory",
    "from-documents/vllm-architecture.log": "bad-config",
    "from-documents/vllm-context.log": "bad-config",
    "from-documents/vllm-free-memory.log": "out-of-memory",
    "from-documents/vllm-no-cache-blocks.log": "out-of-memory",
    "from-documents/vllm-no-weights.log": "bad-data",
    "from-documents/vllm-processor-memory.log": "out-of-memory",
  };
  it("are all in the table", () => {
    const files = ["recorded", "from-documents"].flatMap((folder) =>
      readdirSync(path.join(logs, folder)).map((name) => `${folder}/${name}`),
    );
    expect(files.sort()).toEqual(Object.keys(expected).sort());
  });
  it.each(Object.entries(expected))("%s -> %s, with the line that gave it away", (file, code) => {
    const tail = readFileSync(path.join(logs, file), "utf8").trimEnd().split("\n");
    const cause = explain("serve", exit(), tail);
    expect(cause).toMatchObject({ code, exitCode: 1, signal: null });
    expect(tail).toContain(cause.line);
  });
});

describe("exit facts", () => {
  it.each<[string, "serve" | "task", ExitFacts, Cause["code"]]>([
    ["a task that is done", "task", exit({ exitCode: 0 }), "ok"],
    ["a task that was done before it heard the ask", "task", exit({ exitCode: 0, asked: true }), "ok"],
    ["a server that ends by itself", "serve", exit({ exitCode: 0 }), "crashed"],
    ["a server that was asked", "serve", exit({ exitCode: 0, asked: true }), "stopped"],
    ["glue that saved and left", "task", exit({ exitCode: 75 }), "stopped"],
    ["killed because it would not go", "task", exit({ exitCode: null, signal: "SIGKILL", asked: true }), "stopped"],
    ["killed by somebody else", "task", exit({ exitCode: null, signal: "SIGKILL" }), "crashed"],
    ["a segmentation fault", "serve", exit({ exitCode: null, signal: "SIGSEGV" }), "crashed"],
    ["glue that knows why", "task", exit({ failed: failed("loss-diverged") }), "loss-diverged"],
    ["glue that says a code nobody knows", "task", exit({ failed: failed("from-the-future") }), "crashed"],
  ])("%s", (_what, does, facts, code) => {
    expect(explain(does, facts, ["last line"])).toMatchObject({ code });
  });
  it("keeps the glue's own sentence", () => {
    expect(explain("task", exit({ failed: failed("bad-data", "Row 7 has no answer.") }), [])).toMatchObject({
      message: "Row 7 has no answer.",
    });
  });
  it("believes a line of the engine over glue that only guesses", () => {
    const cause = explain("serve", exit({ failed: failed("bad-config") }), ["insufficient memory (attempted to allocate 9 MB)"]);
    expect(cause).toMatchObject({ code: "out-of-memory", message: expect.stringContaining("Memory ran out") });
  });
  it("calls a kill from outside a suspicion, not a fact", () => {
    expect(explain("task", exit({ exitCode: null, signal: "SIGKILL" }), []).message).toContain("Most often");
  });
});
