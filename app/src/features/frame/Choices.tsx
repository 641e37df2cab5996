"use client";
import { Languages, Monitor, Moon, Sun } from "lucide-react";
import { useLocale, useTranslations } from "use-intl";
import { Button } from "@/components/ui/Button.tsx";
import { Menu, MenuChoice } from "@/components/ui/Menu.tsx";
import { setLocale, setTheme, type Theme, useTheme } from "@/lib/preferences.ts";

export function LocaleChoice() {
  const t = useTranslations("frame");
  const locale = useLocale();
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="sm" aria-label={t("language")}>
          <Languages aria-hidden />
          <span className="max-sm:sr-only">{locale === "en" ? "English" : "简体中文"}</span>
        </Button>
      }
    >
      <MenuChoice
        value={locale}
        onChange={(value) => setLocale(value === "zh-CN" ? "zh-CN" : "en")}
        options={[
          { value: "en", label: "English", lang: "en" },
          { value: "zh-CN", label: "简体中文", lang: "zh-CN" },
        ]}
      />
    </Menu>
  );
}

const icons = { system: Monitor, light: Sun, dark: Moon } as const;
export function ThemeChoice() {
  const t = useTranslations("frame");
  const theme = useTheme();
  const Icon = icons[theme];
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="sm" className="w-8 px-0" aria-label={t("theme")}>
          <Icon aria-hidden />
        </Button>
      }
    >
      <MenuChoice
        value={theme}
        onChange={(value) => setTheme(value as Theme)}
        options={(["system", "light", "dark"] as const).map((value) => ({
          value,
          label: t(`themes.${value}`),
          icon: icons[value],
        }))}
      />
    </Menu>
  );
}
