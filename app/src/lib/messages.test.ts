import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { CauseCode, DeploymentState, ErrorCode, JobState, RolloutReasonCode, RolloutState } from "@sluice/agent/contract";
import { expect, it } from "vitest";
import en from "../../messages/en.json" with { type: "json" };
import zh from "../../messages/zh-CN.json" with { type: "json" };

type Tree = { [key: string]: string | Tree };
const leaves = (tree: Tree, prefix = ""): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[prefix + key, value] as [string, string]] : leaves(value, `${prefix}${key}.`),
  );
const english = new Map(leaves(en));
const chinese = new Map(leaves(zh));
const names = (message: string): string[] =>
  [...new Set([...message.matchAll(/\{(\w+)/g)].map((m) => m[1] ?? ""))].filter((n) => !/^(one|other)$/.test(n)).sort();

it("has the same keys in both languages", () => {
  expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
});

it("uses in Chinese only what English is given too, and leaves nothing empty", () => {
  for (const [key, message] of chinese) {
    expect(message.trim(), key).not.toBe("");
    const known = names(english.get(key) ?? "");
    for (const name of names(message)) expect(known, key).toContain(name);
  }
});

it("has a sentence for every code and state of the contract", () => {
  const wanted = [
    ...ErrorCode.options.map((c) => `errors.${c}`),
    ...CauseCode.options.flatMap((c) => [`cause.${c}`, `cause.advice.${c}`]),
    ...JobState.options.map((s) => `jobs.state.${s}`),
    ...RolloutState.options.map((s) => `rollout.state.${s}`),
    ...RolloutReasonCode.options.map((c) => `rollout.reason.${c}`),
    ...DeploymentState.options.map((s) => `deployments.state.${s}`),
  ];
  for (const key of wanted) expect(english.has(key), key).toBe(true);
});

const source = path.resolve(import.meta.dirname, "..");
const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
  (f) => /\.tsx?$/.test(f) && !f.endsWith(".test.ts"),
);

/** `t("key")` with `const t = useTranslations("space")`; a file may use one name for several spaces, then any of them counts. */
function used(text: string): { spaces: string[]; keys: string[]; prefixes: string[] } {
  const spaces = [...text.matchAll(/useTranslations\("([^"]+)"\)/g)].map((m) => m[1] ?? "");
  const variables = [...new Set([...text.matchAll(/const (\w+) = useTranslations/g)].map((m) => m[1]))].join("|");
  if (!variables) return { spaces, keys: [], prefixes: [] };
  const keys = [...text.matchAll(new RegExp(`\\b(?:${variables})\\("([^"]+)"`, "g"))].map((m) => m[1] ?? "");
  const prefixes = [...text.matchAll(new RegExp(`\\b(?:${variables})\\(\`([^$\`]+)\\.\\$`, "g"))].map((m) => m[1] ?? "");
  return { spaces, keys, prefixes };
}

it("has every key the source uses, and no key that nothing uses", () => {
  const seen = new Set<string>();
  for (const file of files) {
    const { spaces, keys, prefixes } = used(readFileSync(path.join(source, file), "utf8"));
    for (const key of keys) {
      const hits = spaces.map((s) => `${s}.${key}`).filter((k) => english.has(k));
      expect(hits.length, `${file}: ${key}`).toBeGreaterThan(0);
      for (const hit of hits) seen.add(hit);
    }
    for (const space of spaces) for (const key of english.keys()) if (isCovered(key, space, prefixes)) seen.add(key);
  }
  expect([...english.keys()].filter((key) => !seen.has(key))).toEqual([]);
});

/** Reached by a computed key: `t(state)` in a space of its own, or t(`stage.${x}`). */
function isCovered(key: string, space: string, prefixes: string[]): boolean {
  if (!key.startsWith(`${space}.`)) return false;
  const rest = key.slice(space.length + 1);
  if (prefixes.some((p) => rest.startsWith(`${p}.`))) return true;
  if (space === "attention") return true;
  if (space === "home.steps") return /^(import|train|deploy|ask)\./.test(rest);
  return computedSpaces.has(space) && !rest.includes(".");
}
const computedSpaces = new Set([
  "errors",
  "cause",
  "wait",
  "nav",
  "jobs.state",
  "deployments.state",
  "models.kind",
  "models.state",
  "jobs.group",
  "requests.part",
  "rollout.verdict",
  "door.rules",
  "datasets.badRow",
  "home.steps",
]);
