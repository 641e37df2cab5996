/** The stream of a chat or completion: handed on as it comes, but for the counts, which belong at the end and together. */
import { type Latin1, latin1Of } from "../latin1.ts";
import type { Question } from "../questions/question.ts";
import type { StreamShape } from "../stream-shape.ts";
import { type Chunk, dataOf, readChunk } from "./chunk.ts";
import { gather, usageBody } from "./gather.ts";
import { createLegacyLogprobs, type LegacyLogprobs } from "./legacy-logprobs.ts";
import { type Problem, problemBody } from "./problem.ts";
import { type FrameKind, isDataless, readFrame } from "./read-frame.ts";
import { putModel, quoted } from "./rewrite-model.ts";
import type { TokenCount } from "./usage-of.ts";

/** A class: there is one for every stream, and its methods are called for every frame. */
export class OpenAiStream implements StreamShape {
  usage: TokenCount | null = null;
  private readonly question: Question;
  private readonly name: Latin1;
  private readonly legacy: LegacyLogprobs | null;
  private counts = 0;
  private held: Latin1 | null = null;

  constructor(question: Question) {
    this.question = question;
    this.name = quoted(question.model);
    const wantsOldOnes = question.path === "/v1/completions" && question.fields.logprobs !== undefined;
    this.legacy = wantsOldOnes ? createLegacyLogprobs() : null;
  }

  get isCounted(): boolean {
    return this.usage !== null;
  }

  read(frame: Latin1): FrameKind {
    const { kind, usage } = readFrame(frame);
    if (usage) this.count(usage, frame);
    return kind;
  }

  put(frame: Latin1, kind: FrameKind): Latin1 | null {
    if (kind === "usage" || isDataless(frame)) return null;
    if (this.legacy || this.held === frame) return this.putParsed(frame);
    return putModel(frame, this.name);
  }

  last(frame: Latin1): Latin1 {
    const { held, usage, question } = this;
    if (!question.wantsUsage || !held || !usage) return frame;
    const isWhole = this.counts === 1 && readFrame(held).kind === "usage";
    const counted = isWhole ? putModel(held, this.name) : this.countFrame(held, usage);
    return counted + frame;
  }

  broken(problem: Problem): Latin1 {
    return put(problemBody(problem));
  }

  whole(frames: readonly Latin1[]): unknown {
    const chunks = frames.map(readChunk).filter((chunk) => chunk !== null);
    return gather(chunks, this.question.path !== "/v1/completions", this.question.model, this.usage);
  }

  /** llama.cpp counts each choice by itself, and the prompt again with each; others count all at once. */
  private count(said: TokenCount, frame: Latin1): void {
    this.held = frame;
    this.counts += 1;
    const { n, choices } = this.question;
    if (choices === 1 || !this.usage) {
      this.usage = said;
      this.sum = said;
      return;
    }
    const { prompt, completion, cached } = this.sum;
    this.sum = { prompt: prompt + said.prompt, completion: completion + said.completion, cached: cached + said.cached };
    this.usage = { ...this.sum, prompt: Math.round(this.sum.prompt / n), cached: Math.round(this.sum.cached / n) };
  }
  private sum: TokenCount = { prompt: 0, completion: 0, cached: 0 };

  /** A chunk whose text comes with the count, or with logprobs of another shape: both rare. */
  private putParsed(frame: Latin1): Latin1 | null {
    const chunk = readChunk(frame) as (Chunk & { timings?: unknown }) | null;
    if (!chunk) return frame;
    const { usage: _usage, timings: _timings, ...rest } = chunk;
    const choices = this.legacy ? rest.choices.map(this.legacy) : rest.choices;
    return put(JSON.stringify({ ...rest, choices, model: this.question.model }));
  }

  private countFrame(held: Latin1, usage: TokenCount): Latin1 {
    const { id, object, created } = JSON.parse(dataOf(held)) as Record<string, unknown>;
    const { model } = this.question;
    return put(JSON.stringify({ id, object, created, model, choices: [], usage: usageBody(usage) }));
  }
}

const put = (data: string): Latin1 => latin1Of(`data: ${data}\n\n`);
