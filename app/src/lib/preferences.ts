"use client";
/** Language and theme of this browser. Kept in localStorage and, for the language, a cookie; read by the script in the page head. */
import { useSyncExternalStore } from "react";
import { localeKey, themeKey } from "./first-paint.ts";
import type { Locale } from "./format.ts";

export type Theme = "system" | "light" | "dark";

const listeners = new Set<() => void>();
const changed = (): void => {
  for (const listener of listeners) listener();
};
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

export function readLocale(): Locale {
  const kept = storage()?.getItem(localeKey);
  if (kept === "en" || kept === "zh-CN") return kept;
  return /^zh/i.test(navigator.language) ? "zh-CN" : "en";
}

export function readTheme(): Theme {
  const kept = storage()?.getItem(themeKey);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function setLocale(locale: Locale): void {
  storage()?.setItem(localeKey, locale);
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we serve.
  document.cookie = `${localeKey}=${locale}; path=/; max-age=31536000; samesite=lax`;
  document.documentElement.lang = locale;
  changed();
}

export function setTheme(theme: Theme): void {
  storage()?.setItem(themeKey, theme);
  applyTheme();
  changed();
}

export function applyTheme(): void {
  const theme = readTheme();
  const dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);
}

/** Some browsers throw on localStorage when site data is blocked; the console then simply forgets. */
function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

export const useLocaleChoice = (): Locale => useSyncExternalStore(subscribe, readLocale, () => "en");
export const useTheme = (): Theme => useSyncExternalStore(subscribe, readTheme, () => "system");
