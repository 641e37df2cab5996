"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { FakeChip } from "@/components/FakeChip.tsx";
import { LocaleChoice, ThemeChoice } from "@/features/frame/Choices.tsx";
import { SluiceMark } from "@/features/frame/SluiceMark.tsx";
import { useSession } from "@/lib/session.ts";

/** The two pages before the door: claim and sign-in. */
export function DoorFrame({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  const t = useTranslations("door");
  const { data } = useSession();
  return (
    <div className="flex min-h-dvh flex-col">
      <div className="flex justify-end gap-1 p-3">
        <LocaleChoice />
        <ThemeChoice />
      </div>
      <main className="mx-auto flex w-full max-w-md flex-1 flex-col px-4 pt-[6vh] pb-16">
        <div className="mb-7 flex items-center gap-3">
          <SluiceMark className="size-11" />
          <div>
            <p className="font-semibold text-lg leading-tight tracking-tight">Sluice</p>
            <p className="text-quiet text-sm">{data?.claimed ? data.boxName : t("tagline")}</p>
          </div>
          <FakeChip fake={data?.fake ?? false} />
        </div>
        <section className="rounded-xl border border-line bg-surface p-6 shadow-card sm:p-8">
          <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
          <p className="mt-1 mb-6 text-quiet text-sm">{note}</p>
          {children}
        </section>
        <p className="mt-6 text-center text-faint text-xs">{t("local")}</p>
      </main>
    </div>
  );
}
