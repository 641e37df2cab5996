/** What an executor is: it starts a workload as a detached process group that outlives the agent, and finds it again. */
import type { Exit, Handle } from "../contract/run.ts";

export interface StartCommand {
  argv: readonly [string, ...string[]];
  env: Readonly<Record<string, string>>;
  cwd: string;
}
/** `exited`: exit.json tells how. `orphan`: the shim is dead, a child carrying the token lives. `gone`: nothing lives, nobody wrote an exit. */
export type Adopted =
  | { state: "running"; handle: Handle }
  | { state: "orphan"; handle: Handle }
  | { state: "exited"; exit: Exit }
  | { state: "gone" };

export interface Executor {
  readonly id: string;
  /** Writes and fsyncs handle.json before the child starts. Output goes to <dir>/out.log, the end to <dir>/exit.json. */
  start(runId: string, command: StartCommand, dir: string): Promise<Handle>;
  /** By handle.json only (boot id, session, token), never by name. */
  adopt(dir: string): Promise<Adopted>;
  /** Resolves once nothing of the group lives. `null`: no exit was written (shim killed): the caller looks at result.json. */
  wait(handle: Handle, dir: string, signal: AbortSignal): Promise<Exit | null>;
  /** Ask once (one SIGTERM to the engine: some take a second for "at once"), wait the grace, SIGKILL the group; resolves when nothing lives. */
  stop(handle: Handle, dir: string, graceMs: number): Promise<void>;
}
