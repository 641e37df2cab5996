import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { BadRowCode } from "../../../agent/src/contract/dataset.ts";
import { ErrorCode } from "../../../agent/src/contract/error.ts";
import type { Check } from "./check.ts";
import { root } from "./run-tool.ts";

type Tree = { [key: string]: string | Tree };
const languages = ["en", "zh-CN"];
const codes = [
  ...ErrorCode.options.map((code) => `errors.${code}`),
  ...BadRowCode.options.map((code) => `datasets.badRow.${code}`),
];

/** Every key of one language is there in the other, and every code of an error or a bad row has its sentence. */
export const messages: Check = {
  id: "messages complete",
  fix: "app/messages/*.json: the same keys in both, errors.<code> and datasets.badRow.<code> for every code of the contract",
  async run() {
    const files = languages.map((language) => path.join(root, "app/messages", `${language}.json`));
    const missing = files.filter((file) => !existsSync(file));
    if (missing.length > 0) return missing.map((file) => `${path.relative(root, file)} is not there`);
    const books = files.map((file) => flatten(JSON.parse(readFileSync(file, "utf8")) as Tree));
    return languages.flatMap((language, n) => {
      const book = books[n]!;
      const other = books[1 - n]!;
      const wanted = new Set([...other.keys(), ...codes]);
      return [
        ...[...wanted].filter((key) => !book.has(key)).map((key) => `${language}: ${key} is missing`),
        ...[...book].filter(([, text]) => text.trim() === "").map(([key]) => `${language}: ${key} is empty`),
      ];
    });
  },
};

export function flatten(tree: Tree, prefix = ""): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") flat.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text);
  }
  return flat;
}
