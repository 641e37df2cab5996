"use client";
import { Box, type CardHours, ServingHours, Settings } from "@sluice/agent/contract";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { MomentText } from "@/components/MomentText.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Input } from "@/components/ui/Field.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useOne } from "@/lib/use-one.ts";
import { useVerb } from "@/lib/use-verb.ts";

type Day = ServingHours | null;
const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
const usual: ServingHours = { from: "08:00", to: "20:00" };
const usualWeek: Day[] = days.map((_, i) => (i < 5 ? usual : null));

/** The hours that cards belong to serving. A browser's field for times knows no 24:00: an end at 00:00 is written so. */
export function CardHoursForm({ current }: { current: Settings }) {
  const t = useTranslations("settings");
  const [hours, setHours] = useState<CardHours>(current.cardHours);
  const week = hours?.serving ?? null;
  const save = useVerb({
    run: () => call("PUT", "/api/settings", { body: { ...current, cardHours: hours }, schema: Settings }),
    touches: [keys.settings, keys.box],
    said: t("savedToast"),
  });
  const setDay = (at: number, day: Day) => setHours({ serving: (week ?? usualWeek).map((one, i) => (i === at ? day : one)) });
  const isGood = week === null || week.every((day) => day === null || ServingHours.safeParse(day).success);
  const isChanged = JSON.stringify(hours) !== JSON.stringify(current.cardHours);
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(e) => {
        e.preventDefault();
        save.mutate();
      }}
    >
      <Now />
      <label className="flex items-start gap-2.5 text-sm">
        <input
          type="checkbox"
          className="mt-1"
          checked={week !== null}
          onChange={(e) => setHours(e.target.checked ? { serving: usualWeek } : null)}
        />
        <span>
          <span className="font-medium">{t("cardHoursOn")}</span>
          <span className="block text-[0.8125rem] text-quiet">{t("cardHoursOnHint")}</span>
        </span>
      </label>
      {week?.map((day, i) => (
        <DayRow key={days[i]} name={t(`day.${days[i] ?? "monday"}`)} day={day} onChange={(next) => setDay(i, next)} />
      ))}
      {isGood ? null : <p className="text-bad text-sm">{t("cardHoursRule")}</p>}
      <Button type="submit" variant="primary" className="self-start" disabled={!isChanged || !isGood || save.isPending}>
        {t("save")}
      </Button>
    </form>
  );
}

function Now() {
  const t = useTranslations("settings");
  const { data: box } = useOne(keys.box, "/api/box", Box);
  const time = box?.cardTime;
  if (!time) return null;
  return (
    <p className="text-sm">
      <span className="font-medium">{t(`cardsBelongTo.${time.belongsTo}`)}</span>
      {time.until ? (
        <span className="text-quiet">
          {" "}
          {t("cardTimeUntil")} <MomentText at={time.until} />
        </span>
      ) : null}
    </p>
  );
}

function DayRow({ name, day, onChange }: { name: string; day: Day; onChange: (day: Day) => void }) {
  const t = useTranslations("settings");
  return (
    <div className="flex flex-wrap items-center gap-3 text-sm">
      <label className="flex w-32 items-center gap-2.5">
        <input type="checkbox" checked={day !== null} onChange={(e) => onChange(e.target.checked ? usual : null)} />
        {name}
      </label>
      {day === null ? (
        <span className="text-quiet">{t("trainingAllDay")}</span>
      ) : (
        <>
          <Time label={t("fromOn", { day: name })} value={day.from} onChange={(from) => onChange({ ...day, from })} />
          <span className="text-quiet">{t("to")}</span>
          <Time
            label={t("toOn", { day: name })}
            value={day.to === "24:00" ? "00:00" : day.to}
            onChange={(to) => onChange({ ...day, to: to === "00:00" ? "24:00" : to })}
          />
        </>
      )}
    </div>
  );
}

function Time({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <Input
      type="time"
      required
      aria-label={label}
      className="h-8 w-32"
      value={value}
      onChange={(e) => onChange(e.target.value.slice(0, 5))}
    />
  );
}
