/** Places like {model} in the words of a command. Pure; a value is put in as it is, never read by a shell. */
import type { Words } from "./engine-file.ts";

export type Values = Readonly<Record<string, string>>;
const place = /\{([a-zA-Z.]+)\}/g;

/** Filled by the process that starts the engine: it asks the kernel for a free port. */
export const portPlace = "{port}";

const common = ["here", "python", "runDir", "threads", "cards", "cardCount", "memoryBytes"];
export const placesOf = {
  serve: [...common, "model", "weights", "gguf", "socket", "port", "name", "contextTokens"],
  train: [...common, "base", "train", "heldOut", "resumeFrom"],
} as const;

export const placesIn = (text: string): string[] => [...text.matchAll(place)].map((found) => found[1]!);

/** Every place must be known: the file was checked when it was read. */
export function fill(text: string, values: Values): string {
  return text.replace(place, (whole, name: string) => (whole === portPlace ? whole : (values[name] ?? whole)));
}

/** A group is left out whole when a place in it is empty. */
export function fillWords(words: Words, values: Values): string[] {
  return words.flatMap((word) => {
    if (typeof word === "string") return [fill(word, values)];
    const isEmpty = word.flatMap(placesIn).some((name) => values[name] === "");
    return isEmpty ? [] : word.map((one) => fill(one, values));
  });
}
