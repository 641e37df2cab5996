/** An accelerator made of a played tool, followed: what it read and what it told. One at a time, made anew for each test. */
import { afterEach, beforeEach, expect } from "vitest";
import type { Accelerator, CardNews } from "../../../agent/src/accelerators/accelerator.ts";
import type { Tool } from "../../../agent/src/accelerators/tool.ts";
import { createToolAccelerator } from "../../../agent/src/accelerators/tool-accelerator.ts";
import type { Card, Sample } from "../../../agent/src/contract/card.ts";
import { type PlayedTools, playedTools } from "./played-tool.ts";

const waits = { firstWaitMs: 20, longestWaitMs: 80, healthyMs: 60_000, silentMs: 20_000, relookMs: 60_000 };
type Waits = Partial<typeof waits>;

class Watched {
  readonly tools: PlayedTools = playedTools();
  readonly said: string[] = [];
  readonly news: CardNews[] = [];
  readonly ticks: Sample[][] = [];
  readonly #stop = new AbortController();
  #watching: Promise<void> = Promise.resolve();

  make(tool: Tool, more: Waits = {}): Accelerator {
    return createToolAccelerator(tool, {
      ...{ path: this.tools.path, say: (why) => this.said.push(why), kernelLog: this.tools.file("kmsg") },
      ...{ ...waits, ...more },
    });
  }
  /** Finds the cards and reads them from now on. */
  async start(tool: Tool, more: Waits = {}): Promise<Card[]> {
    const accelerator = this.make(tool, more);
    const cards = await accelerator.detect();
    const follow = async () => {
      for await (const tick of accelerator.watch(cards, this.#stop.signal, (one) => this.news.push(one))) this.ticks.push(tick);
    };
    this.#watching = follow();
    return cards;
  }
  conditions = (state: string) => this.news.flatMap((one) => (one.type === "card-condition" && one.state === state ? one : []));
  async end(): Promise<void> {
    this.#stop.abort();
    await this.#watching;
    this.tools.remove();
  }
}

/** Call at the top of a test file. */
export function watchedTool(): () => Watched {
  let now: Watched;
  beforeEach(() => {
    now = new Watched();
  });
  afterEach(() => now.end());
  return () => now;
}
export const until = (test: () => unknown) => expect.poll(test, { timeout: 30_000, interval: 10 }).toBeTruthy();
