import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { defaultSystemOf, toChatMarkup } from "./chat-markup.ts";
import { chooseSample, measureTokens, sampleSize } from "./measure-tokens.ts";
import { histogramOf } from "./token-histogram.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "sluice-tokens-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const template =
  "{% if messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nBe kind<|im_end|>\n' }}{% endif %}{{ '<|im_start|>' + message['role'] }}";
/** One token for each word and each ChatML mark: lengths a person can count. */
function writeTokenizer(): void {
  const words = ["[UNK]", "<|im_start|>", "<|im_end|>", "w", "system", "user", "assistant", "Be", "kind"];
  const added = (id: number) => ({
    id,
    content: words[id],
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  });
  const tokenizer = {
    version: "1.0",
    added_tokens: [1, 2].map(added),
    normalizer: null,
    pre_tokenizer: { type: "Whitespace" },
    post_processor: null,
    decoder: null,
    model: { type: "WordLevel", vocab: Object.fromEntries(words.map((word, id) => [word, id])), unk_token: "[UNK]" },
  };
  writeFileSync(path.join(dir, "tokenizer.json"), JSON.stringify(tokenizer));
  writeFileSync(path.join(dir, "tokenizer_config.json"), JSON.stringify({ tokenizer_class: "PreTrainedTokenizerFast" }));
  writeFileSync(path.join(dir, "chat_template.jinja"), template);
}
const line = (words: number) =>
  JSON.stringify({
    messages: [
      { role: "user", content: "w" },
      { role: "assistant", content: "w ".repeat(words).trim() },
    ],
  });
function measure(lengths: readonly number[]) {
  writeTokenizer();
  const rowsFile = path.join(dir, "rows.jsonl");
  writeFileSync(rowsFile, `${lengths.map(line).join("\n")}\n`);
  return measureTokens({ kind: "tokens", rowsFile, rows: lengths.length, tokenizerDir: dir, seed: 1 });
}
/** Marks and roles of three messages (the system one comes from the template), "Be kind", and the user's one word. */
const overhead = 3 * 3 + 2 + 1;

test("small data is counted exactly, the template's own words with it", () => {
  const tokens = measure([1, 2, 3, 10]);
  expect(tokens).toMatchObject({
    exact: true,
    sampleRows: 4,
    total: 4 * overhead + 16,
    longest: overhead + 10,
    p50: overhead + 3,
  });
  expect(tokens.histogram.reduce((sum, bucket) => sum + bucket.rows, 0)).toBe(4);
});

test("large data is estimated from a sample within 2 % of the truth, and says so", () => {
  const lengths = Array.from({ length: 9000 }, (_, i) => 1 + ((i * 7919) % 60));
  const tokens = measure(lengths);
  const truth = lengths.reduce((sum, words) => sum + words + overhead, 0);
  expect(tokens).toMatchObject({ exact: false, sampleRows: sampleSize });
  expect(Math.abs(tokens.total / truth - 1)).toBeLessThan(0.02);
});

test("a very long row is measured by its beginning, and the answer is no longer called exact", () => {
  const tokens = measure([1, 150_000]);
  expect(tokens.exact).toBe(false);
  expect(Math.abs(tokens.longest / 150_012 - 1)).toBeLessThan(0.01);
});

test("a sample has one row of each stretch, and is the same for the same seed", () => {
  const chosen = (seed: number) => Array.from({ length: 10_000 }, (_, i) => i + 1).filter(chooseSample(10_000, seed));
  expect(chosen(1)).toHaveLength(sampleSize);
  expect(chosen(1)).toEqual(chosen(1));
  expect(chosen(1)).not.toEqual(chosen(2));
});

test("histogram: twelve round buckets that hold every row", () => {
  expect(histogramOf([], 0)).toEqual([]);
  const histogram = histogramOf([1, 50, 51, 470], 8);
  expect(histogram.map((bucket) => bucket.upTo)).toEqual([40, 80, 120, 160, 200, 240, 280, 320, 360, 400, 440, 480]);
  expect(histogram.map((bucket) => bucket.rows)).toEqual([2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
});

test("the template's own system text is found, and a row with one of its own does not get it", () => {
  expect(defaultSystemOf(template)).toBe("Be kind");
  expect(defaultSystemOf("{{ '<|im_start|>system\\nHi you<|im_end|>\\n' }}")).toBe("Hi you");
  expect(defaultSystemOf("{{ message['content'] }}")).toBe(null);
  const own = { messages: [{ role: "system" as const, content: "x" }] };
  expect(toChatMarkup(own, "Be kind")).toBe("<|im_start|>system\nx<|im_end|>\n");
});
