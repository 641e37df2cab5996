import { expect, it } from "vitest";
import { callerOf, createSpread } from "./caller.ts";

const never = () => {
  throw new Error("not asked");
};

it("one conversation of one key has one place; others lie elsewhere, evenly", () => {
  const place = (key: string, id: string) => callerOf(key, {}, id, never).place;
  expect(place("key_a", "c1")).toBe(place("key_a", "c1"));
  expect(place("key_a", "c1")).not.toBe(place("key_b", "c1"));
  const places = Array.from({ length: 2000 }, (_, n) => place("key_a", `conversation-${n}`));
  expect(places.filter((one) => one < 0.05).length).toBeGreaterThan(60);
  expect(places.filter((one) => one < 0.05).length).toBeLessThan(140);
  expect(Math.max(...places)).toBeLessThan(1);
});

it("the field of the question goes before the header", () => {
  const both = callerOf("key_a", { prompt_cache_key: "mine" }, "other", never);
  expect(both.place).toBe(callerOf("key_a", { prompt_cache_key: "mine" }, undefined, never).place);
});

it("without a conversation each request is placed anew, 5 % meaning 5 % of any thousand", () => {
  const spread = createSpread(4711);
  for (let round = 0; round < 5; round++) {
    const places = Array.from({ length: 1000 }, () => callerOf("key_a", {}, undefined, spread).place);
    expect(Math.abs(places.filter((one) => one < 0.05).length - 50)).toBeLessThan(3);
  }
});

it("prompts that begin alike are drawn alike, whatever follows and however they are asked", () => {
  const draw = (fields: object) => callerOf("key_a", fields as Record<string, unknown>, undefined, () => 0).affinity();
  const system = { role: "system", content: "You are the help desk. ".repeat(60) };
  const chat = (text: string) => ({ messages: [system, { role: "user", content: text }] });
  expect(draw(chat("one"))).toBe(draw(chat("two")));
  expect(draw({ messages: [{ role: "user", content: "one" }] })).not.toBe(draw({ messages: [{ role: "user", content: "two" }] }));
  for (const odd of [{}, { prompt: [1, 2] }, { messages: [null, 5] }, { input: "text" }, { messages: "text" }])
    expect(draw(odd)).toBeTypeOf("number");
});
