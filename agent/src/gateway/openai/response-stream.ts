/** The stream of a chat as the events of OpenAI's Responses: numbered, every delta with the item and part it belongs to. */
import { type Latin1, latin1Of } from "../latin1.ts";
import type { Question } from "../questions/question.ts";
import type { StreamShape } from "../stream-shape.ts";
import { type Chunk, type ChunkToolCall, readChunk, thoughtOf } from "./chunk.ts";
import type { Problem } from "./problem.ts";
import { type FrameKind, readFrame } from "./read-frame.ts";
import { type Item, type Logprob, logprobsOf, type Outcome, responseBody, statusOf } from "./response-body.ts";
import type { TokenCount } from "./usage-of.ts";

type Choice = Chunk["choices"][number];

export class ResponseStream implements StreamShape {
  usage: TokenCount | null = null;
  private readonly question: Question;
  private readonly id: string;
  private createdAt = 0;
  private sequence = 0;
  private text = "";
  private readonly output: Item[] = [];
  private open: Item | null = null;
  /** Which of the engine's calls is open. */
  private call = -1;
  private finish: string | null = null;
  private reasoningTokens = 0;

  constructor(question: Question, requestId: string) {
    this.question = question;
    this.id = requestId.replace(/^req_/, "");
  }

  get isCounted(): boolean {
    return this.usage !== null;
  }

  read(frame: Latin1): FrameKind {
    const { kind, usage } = readFrame(frame);
    if (usage) this.usage = usage;
    return kind;
  }

  put(frame: Latin1): Latin1 | null {
    const chunk = readChunk(frame);
    // A comment keeps the connection alive; anything else that is no chunk says nothing.
    if (!chunk) return frame.startsWith(":") ? frame : null;
    this.reasoningTokens = chunk.usage?.completion_tokens_details?.reasoning_tokens ?? this.reasoningTokens;
    if (this.sequence === 0) this.begin(chunk);
    for (const choice of chunk.choices) this.take(choice);
    return this.flush();
  }

  last(): Latin1 {
    const status = statusOf(this.finish);
    this.close(status);
    this.say(`response.${status}`, { response: this.body(status) });
    return this.flush() ?? "";
  }

  broken({ message }: Problem): Latin1 {
    this.close("incomplete");
    this.say("response.failed", { response: this.body("failed", { code: "server_error", message }) });
    return this.flush() ?? "";
  }

  whole(): unknown {
    return this.body(this.open ? "incomplete" : statusOf(this.finish));
  }

  private begin({ created }: Chunk): void {
    this.createdAt = created ?? 0;
    this.say("response.created", { response: this.body("in_progress") });
    this.say("response.in_progress", { response: this.body("in_progress") });
  }

  private take({ delta, logprobs, finish_reason: finish }: Choice): void {
    if (delta) {
      const thought = thoughtOf(delta);
      if (thought !== "") this.think(thought);
      if (delta.content) this.write(delta.content, logprobsOf(logprobs));
      for (const call of delta.tool_calls ?? []) this.takeCall(call);
    }
    if (finish) this.finish = finish;
  }

  private think(delta: string): void {
    const item = this.open?.type === "reasoning" ? this.open : null;
    const mine = item ?? {
      id: this.newId("rs"),
      type: "reasoning" as const,
      status: "in_progress" as const,
      summary: [] as [],
      content: [],
    };
    if (!item) {
      this.add(mine);
      const part = { type: "reasoning_text" as const, text: "" };
      this.say("response.content_part.added", { ...this.at(mine), content_index: 0, part });
      mine.content.push({ ...part });
    }
    mine.content[0]!.text += delta;
    this.say("response.reasoning_text.delta", { ...this.at(mine), content_index: 0, delta });
  }

  private write(delta: string, logprobs: Logprob[]): void {
    const item = this.open?.type === "message" ? this.open : null;
    const mine = item ?? {
      id: this.newId("msg"),
      type: "message" as const,
      status: "in_progress" as const,
      role: "assistant" as const,
      content: [],
    };
    if (!item) {
      this.add(mine);
      const part = { type: "output_text" as const, text: "", annotations: [] as [], logprobs: [] as Logprob[] };
      this.say("response.content_part.added", { ...this.at(mine), content_index: 0, part });
      mine.content.push(part);
    }
    const part = mine.content[0]!;
    part.text += delta;
    for (const logprob of logprobs) part.logprobs.push(logprob);
    this.say("response.output_text.delta", { ...this.at(mine), content_index: 0, delta, logprobs });
  }

  private takeCall({ index, id, function: said }: ChunkToolCall): void {
    const which = index ?? (id ? this.call + 1 : this.call);
    let mine = this.open?.type === "function_call" && which === this.call ? this.open : null;
    if (!mine) {
      mine = {
        id: this.newId("fc"),
        type: "function_call",
        status: "in_progress",
        call_id: id ?? "",
        name: said?.name ?? "",
        arguments: "",
      };
      this.call = which;
      this.add(mine);
    }
    const delta = said?.arguments ?? "";
    if (delta === "") return;
    mine.arguments += delta;
    this.say("response.function_call_arguments.delta", { ...this.at(mine), delta });
  }

  private add(item: Item): void {
    this.close("completed");
    this.output.push(item);
    this.open = item;
    this.say("response.output_item.added", { output_index: this.output.length - 1, item });
  }

  private close(status: "completed" | "incomplete"): void {
    const item = this.open;
    if (!item) return;
    item.status = status;
    if (item.type === "function_call") {
      const { name, arguments: whole } = item;
      this.say("response.function_call_arguments.done", { ...this.at(item), name, arguments: whole });
    } else {
      const part = item.content[0]!;
      const kind = part.type === "output_text" ? "output_text" : "reasoning_text";
      const logprobs = part.type === "output_text" ? { logprobs: part.logprobs } : {};
      this.say(`response.${kind}.done`, { ...this.at(item), content_index: 0, text: part.text, ...logprobs });
      this.say("response.content_part.done", { ...this.at(item), content_index: 0, part });
    }
    this.say("response.output_item.done", { output_index: this.output.length - 1, item });
    this.open = null;
  }

  private body(status: Outcome["status"], error: Outcome["error"] = null): object {
    const { finish, output, usage, reasoningTokens } = this;
    const counted = status === "in_progress" ? null : usage;
    return responseBody(`resp_${this.id}`, this.createdAt, this.question, {
      status,
      finish,
      output,
      usage: counted,
      reasoningTokens,
      error,
    });
  }

  private newId(kind: string): string {
    return `${kind}_${this.id}_${this.output.length}`;
  }
  private at({ id }: Item) {
    return { item_id: id, output_index: this.output.length - 1 };
  }
  private say(type: string, more: object): void {
    this.text += `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: this.sequence, ...more })}\n\n`;
    this.sequence += 1;
  }
  private flush(): Latin1 | null {
    if (this.text === "") return null;
    const bytes = latin1Of(this.text);
    this.text = "";
    return bytes;
  }
}
