import { describe, expect, it } from "vitest";
import { jsonTrouble } from "./check-json.ts";

describe("jsonTrouble", () => {
  it.each([
    ["an ordinary question", '{"model":"m","messages":[{"role":"user","content":"[[[[{{{{,,,,"}]}'],
    ["brackets in a long string", `{"a":"${"[".repeat(100_000)}"}`],
    ["a string full of escaped quotes", `{"a":"${'\\"['.repeat(1000)}"}`],
    ["backslashes before the end of a long string", `{"a":"${"x".repeat(100)}\\\\","b":${"[".repeat(3)}${"]".repeat(3)}}`],
    ["a string without an end", '{"a":"'],
    ["nothing", ""],
  ])("lets %s be parsed", (_name, text) => expect(jsonTrouble(text)).toBeNull());

  it.each([
    ["deep lists", "[".repeat(65), "nests deeper"],
    ["deep objects", '{"a":'.repeat(65), "nests deeper"],
    ["depth behind a string that ends in backslashes", `["${"x".repeat(100)}\\\\",${"[".repeat(70)}`, "nests deeper"],
    ["a million empty lists", `[${"[],".repeat(1_000_000)}[]]`, "holds more than"],
    ["a million numbers", `[${"1,".repeat(1_000_000)}1]`, "holds more than"],
  ])("refuses %s", (_name, text, why) => expect(jsonTrouble(text)).toContain(why));

  it("does not take closed brackets for depth", () => expect(jsonTrouble(`[${"[],".repeat(1000)}1]`)).toBeNull());
});
