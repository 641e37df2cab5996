"use client";
import { useEffect, useState } from "react";
import type en from "../../messages/en.json";
import type { Locale } from "./format.ts";
import { readLocale, useLocaleChoice } from "./preferences.ts";

type Spoken = { locale: Locale; messages: typeof en };
const coming = new Map<Locale, Promise<Spoken>>();

/** Only the chosen language travels, once. */
function load(locale: Locale): Promise<Spoken> {
  const known = coming.get(locale);
  if (known) return known;
  const file = locale === "en" ? import("../../messages/en.json") : import("../../messages/zh-CN.json");
  const promise = file.then((f) => ({ locale, messages: f.default }));
  coming.set(locale, promise);
  return promise;
}
if (typeof window !== "undefined") void load(readLocale());

/** Null until the first language is here; a switch keeps the old words until the new ones have come. */
export function useMessages(): Spoken | null {
  const choice = useLocaleChoice();
  const [spoken, setSpoken] = useState<Spoken | null>(null);
  useEffect(() => {
    let current = true;
    void load(choice).then((s) => current && setSpoken(s));
    return () => {
      current = false;
    };
  }, [choice]);
  return spoken;
}
