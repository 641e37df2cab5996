"use client";
import { Pause, Play, RotateCw } from "lucide-react";
import { useTranslations } from "use-intl";
import { SearchInput } from "@/components/SearchInput.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Select } from "@/components/ui/Field.tsx";
import { useKeys } from "@/features/keys/use-keys.ts";
import { usePublicNames } from "@/features/routes/use-public-names.ts";

type Name = "route" | "key" | "status" | "q" | "live";
interface RequestFiltersProps {
  values: Record<Name, string>;
  set: Record<Name, (value: string) => void>;
  onAgain: () => void;
}

export function RequestFilters({ values, set, onAgain }: RequestFiltersProps) {
  const t = useTranslations("requests");
  const { names } = usePublicNames();
  const apiKeys = useKeys().rows;
  const isLive = values.live === "1";
  return (
    <>
      <SearchInput value={values.q} onChange={set.q} label={t("searchId")} />
      <Select aria-label={t("route")} className="w-44" value={values.route} onChange={(e) => set.route(e.target.value)}>
        <option value="">{t("anyRoute")}</option>
        {withChosen(
          names.map((n) => [n.name, n.name]),
          values.route,
        )}
      </Select>
      <Select aria-label={t("key")} className="w-44" value={values.key} onChange={(e) => set.key(e.target.value)}>
        <option value="">{t("anyKey")}</option>
        {withChosen(
          apiKeys.map((k) => [k.id, k.name]),
          values.key,
        )}
      </Select>
      <Select aria-label={t("status")} className="w-40" value={values.status} onChange={(e) => set.status(e.target.value)}>
        <option value="">{t("anyStatus")}</option>
        {(["2xx", "4xx", "5xx"] as const).map((s) => (
          <option key={s} value={s}>
            {t(`statusOf.${s}`)}
          </option>
        ))}
      </Select>
      <Button size="sm" onClick={onAgain} aria-label={t("again")} title={t("again")}>
        <RotateCw aria-hidden />
      </Button>
      <Button size="sm" aria-pressed={isLive} onClick={() => set.live(isLive ? "" : "1")}>
        {isLive ? <Pause aria-hidden /> : <Play aria-hidden />} {isLive ? t("liveOn") : t("liveOff")}
      </Button>
    </>
  );
}

/** A filter that came with the address is shown even when the list has no such entry (any more). */
function withChosen(options: [value: string, name: string][], chosen: string) {
  const all = chosen === "" || options.some(([value]) => value === chosen) ? options : [[chosen, chosen] as const, ...options];
  return all.map(([value, name]) => (
    <option key={value} value={value}>
      {name}
    </option>
  ));
}
