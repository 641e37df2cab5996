"use client";
import { Languages, Monitor, Moon, Sun } from "lucide-react";
import { useLocale, useTranslations } from "use-intl";
import { Button } from "@/components/ui/Button.tsx";
import { setLocale, setTheme, type Theme, useTheme } from "@/lib/preferences.ts";

/** There are two languages: the button names the other one, in that language. */
export function LocaleChoice() {
  const t = useTranslations("frame");
  const other = useLocale() === "en" ? "zh-CN" : "en";
  const name = other === "en" ? "English" : "简体中文";
  return (
    <Button variant="ghost" size="sm" lang={other} title={t("language")} onClick={() => setLocale(other)}>
      <Languages aria-hidden />
      {name}
    </Button>
  );
}

const icons = { system: Monitor, light: Sun, dark: Moon } as const;
const next: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };

/** One step per press: as the system, light, dark. The settings page has the three side by side. */
export function ThemeChoice() {
  const t = useTranslations("frame");
  const theme = useTheme();
  const Icon = icons[theme];
  const label = t("themeNow", { theme: t(`themes.${theme}`) });
  return (
    <Button variant="ghost" size="sm" className="w-8 px-0" aria-label={label} title={label} onClick={() => setTheme(next[theme])}>
      <Icon aria-hidden />
    </Button>
  );
}
