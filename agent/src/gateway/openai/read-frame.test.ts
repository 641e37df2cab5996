import { describe, expect, it } from "vitest";
import { type Latin1, latin1Of, textOf } from "../latin1.ts";
import { readFrame } from "./read-frame.ts";
import { rewriteModel } from "./rewrite-model.ts";
import { FrameCutter } from "./sse-frames.ts";
import { usageOf } from "./usage-of.ts";

const frame = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;

describe("readFrame", () => {
  const cases: [string, Latin1, string][] = [
    ["chat token", frame({ choices: [{ delta: { content: "Hi" } }] }), "content"],
    ["completion token", frame({ choices: [{ text: "Hi" }] }), "content"],
    ["thinking", frame({ choices: [{ delta: { content: null, reasoning_content: "hm" } }] }), "content"],
    ["tool call", frame({ choices: [{ delta: { tool_calls: [{ function: { arguments: "{}" } }] } }] }), "content"],
    ["role only", frame({ choices: [{ delta: { role: "assistant", content: "" } }] }), "other"],
    ["finish only", frame({ choices: [{ delta: {}, finish_reason: "stop" }], usage: null }), "other"],
    ["usage", frame({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } }), "usage"],
    ["spaced usage", 'data: {"choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 2}}\n\n', "usage"],
    ["done", "data: [DONE]\n\n", "done"],
    ["tight done", "data:[DONE]\r\n\r\n", "done"],
    ["error", frame({ error: { message: "no", code: 500 } }), "error"],
    ["comment", ": ping\n\n", "other"],
    [
      "text that quotes JSON",
      frame({ choices: [{ delta: { content: '{"choices":[],"usage":{"prompt_tokens":9}}' } }] }),
      "content",
    ],
  ];
  it.each(cases)("%s", (_name, bytes, kind) => expect(readFrame(bytes).kind).toBe(kind));

  it("does not take a user's quoted usage for the engine's", () => {
    expect(readFrame(frame({ choices: [{ delta: { content: '"usage":{"prompt_tokens":9}' } }] })).usage).toBeNull();
  });
});

describe("usageOf", () => {
  it("reads nested details and ignores what follows", () => {
    const usage = { prompt_tokens: 7, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 5, audio_tokens: 0 } };
    expect(usageOf(JSON.stringify({ choices: [], usage, timings: { a: { b: 1 } } }))).toEqual({
      prompt: 7,
      completion: 3,
      cached: 5,
    });
  });
  it("null when there is none or it is cut off", () => {
    expect(usageOf('{"usage":null}')).toBeNull();
    expect(usageOf('{"usage":{"prompt_tokens":1')).toBeNull();
  });
});

describe("rewriteModel", () => {
  it("says a name in any script, among bytes that stay as they were", () => {
    const given = latin1Of('{"model":"weights","choices":[{"text":"é 好"}]}');
    expect(JSON.parse(textOf(rewriteModel(given, "客服")))).toEqual({ model: "客服", choices: [{ text: "é 好" }] });
  });
  it("changes the engine's name only", () => {
    const given = '{"choices":[{"text":"\\"model\\":\\"x\\""}],"model": "/data/weights \\"a\\".gguf","id":"1"}';
    expect(JSON.parse(rewriteModel(given, "helpdesk"))).toEqual({
      choices: [{ text: '"model":"x"' }],
      model: "helpdesk",
      id: "1",
    });
  });
  it("gives the same bytes back when nothing differs", () => {
    for (const text of ['{"model":"helpdesk"}', '{"x":1}', '{"a":"model","b":2}']) {
      expect(rewriteModel(text, "helpdesk")).toBe(text);
    }
  });
});

describe("FrameCutter", () => {
  const text = 'data: {"a":"é"}\n\ndata: {"b":2}\r\n\r\n: ping\n\ndata: [DONE]\n\n';
  const whole = ['data: {"a":"é"}\n\n', 'data: {"b":2}\r\n\r\n', ": ping\n\n", "data: [DONE]\n\n"];
  it("finds the same frames however the bytes are torn", () => {
    const bytes = latin1Of(text);
    for (let size = 1; size <= bytes.length; size++) {
      const cutter = new FrameCutter();
      const frames: string[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        for (const one of cutter.push(bytes.slice(at, at + size))) frames.push(textOf(one));
      }
      expect(frames, `pieces of ${size}`).toEqual(whole);
      expect(cutter.rest.length).toBe(0);
    }
  });
  it("refuses an event without an end", () => {
    const cutter = new FrameCutter();
    expect(() => {
      for (let n = 0; n < 20; n++) cutter.push("x".repeat(1024 * 1024));
    }).toThrow("without an end");
  });
});
