/** Why a run ended, in one place for all engines: exit facts and last lines in, a cause a person can act on out. Pure. */
import { type Cause, CauseCode } from "../contract/word.ts";
import type { ExitFacts } from "./engine.ts";

/** Glue exits with this when it was asked to stop and has saved what is worth keeping. */
const exitStopped = 75;

/** Texts engines are known to print (test/fixtures/engine-logs says which we have seen). The first code with a hit wins. */
const known: readonly [CauseCode, RegExp][] = [
  ["disk-full", /No space left on device|ENOSPC|Disk quota exceeded|EDQUOT/],
  ["disk-full", /inline_container\.cc.*unexpected pos|PytorchStreamWriter failed writing/], // torch.save on a full disk
  ["out-of-memory", /OutOfMemoryError|CUDA out of memory|cudaMalloc failed: out of memory|unable to allocate \S+ buffer/],
  ["out-of-memory", /\bMemoryError\b|an't allocate memory|annot allocate memory|std::bad_alloc/],
  ["out-of-memory", /insufficient memory \(attempted to allocate|failed to allocate (CPU )?buffer/],
  ["out-of-memory", /No available memory for the cache blocks|Not enough memory\. Please try|less than desired GPU memory util/],
  ["out-of-memory", /is larger than the available KV cache memory|is less than (requested|desired CPU) memory/],
  ["port-taken", /couldn't bind HTTP server socket|ddress already in use|EADDRINUSE/],
  ["device-lost", /fallen off the bus|CUDA error: (unspecified launch failure|an illegal memory access|device-side assert)/],
  ["comm-failed", /NCCL error|ncclSystemError|ncclInternalError|ncclRemoteError|HCCL error/],
  ["bad-config", /error: invalid argument|Model architectures .* (are not supported|failed to be inspected)/],
  ["bad-config", /bfloat16 is not supported for quantization|unrecognized arguments:|greater than the derived max_model_len/],
  ["bad-data", /data is not within (the )?file bounds|invalid magic|unknown model architecture/],
  ["bad-data", /failed to load model|Cannot find any model weights/],
];
/** What glue says when it does not know better: a line of the engine itself then tells more. */
const vague: readonly CauseCode[] = ["crashed", "bad-config"];

export function explain(does: "serve" | "task", exit: ExitFacts, tail: readonly string[]): Cause {
  const { code, line } = decide(does, exit, tail);
  const said = exit.failed && exit.failed.code === code ? exit.failed.message : null;
  return { code, message: said ?? sentence(code, does, exit), line, exitCode: exit.exitCode, signal: exit.signal };
}

function decide(does: "serve" | "task", exit: ExitFacts, tail: readonly string[]): { code: CauseCode; line: string | null } {
  if (exit.exitCode === 0 && does === "task") return { code: "ok", line: null };
  if (exit.asked || exit.exitCode === exitStopped) return { code: "stopped", line: null };
  const last = tail.at(-1) ?? null;
  if (exit.exitCode === 0) return { code: "crashed", line: last }; // a server has no reason to end by itself
  const seen = recognise(tail);
  const failed = exit.failed && CauseCode.safeParse(exit.failed.code);
  const told = failed?.success ? failed.data : null;
  if (told && !vague.includes(told)) return { code: told, line: seen?.line ?? last };
  return seen ?? { code: told ?? "crashed", line: last };
}

function recognise(tail: readonly string[]): { code: CauseCode; line: string } | null {
  for (const [code, pattern] of known) {
    const line = tail.findLast((text) => pattern.test(text));
    if (line !== undefined) return { code, line };
  }
  return null;
}

function sentence(code: CauseCode, does: "serve" | "task", exit: ExitFacts): string {
  switch (code) {
    case "ok":
      return "It finished.";
    case "stopped":
      return "It was stopped.";
    case "preempted":
      return "It was stopped to make room and goes on later.";
    case "out-of-memory":
      return does === "serve"
        ? "Memory ran out. Give it a shorter context or fewer parallel requests, or stop something else first."
        : "Memory ran out. Use a smaller batch or fewer tokens per row, or stop something else first.";
    case "disk-full":
      return "The disk is full. Free some space, then start it again.";
    case "port-taken":
      return "Its address is taken by another process. Stop that one, or start this again.";
    case "bad-config":
      return "The engine does not accept these settings for this model. The quoted line says which.";
    case "bad-data":
      return "A file it needs cannot be read: it is damaged or of another kind. Import or make it again.";
    case "loss-diverged":
      return "The loss ran away. Use a lower learning rate.";
    case "device-lost":
      return "The card stopped answering. Look at the hardware page; the machine may need a restart.";
    case "comm-failed":
      return "The cards could not talk to each other. Start it again; if it comes back, use fewer cards.";
    case "crashed":
      return crashSentence(exit);
    case "lost":
      return "It vanished without a word: its processes were killed, or the machine went down.";
  }
}

function crashSentence({ signal, exitCode }: ExitFacts): string {
  // Nobody can ask the kernel afterwards without its log: so this stays a suspicion, and says so.
  if (signal === "SIGKILL")
    return "It was killed from outside. Most often that is the kernel when memory runs out: give it less to do at once.";
  if (signal === "SIGTERM") return "Somebody outside of the box ended it.";
  if (signal !== null) return `It crashed (${signal}). The log's last lines say where.`;
  if (exitCode === 0) return "It ended by itself, which a server should not.";
  if (exitCode === 127) return "Its program is not there. Install its pack again.";
  return `It failed with exit code ${exitCode ?? "unknown"}. The log's last lines say why.`;
}
