"use client";
import type { Session } from "@sluice/agent/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { LogOut, Menu } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { FakeChip } from "@/components/FakeChip.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { LocaleChoice, ThemeChoice } from "./Choices.tsx";
import { SluiceMark } from "./SluiceMark.tsx";

export function TopBar({ session, onMenu }: { session: Session; onMenu: () => void }) {
  const t = useTranslations("frame");
  return (
    <header className="sticky top-0 z-30 flex h-14 items-center gap-3 border-line border-b bg-surface/95 px-4 backdrop-blur print:hidden">
      <Button variant="ghost" size="icon" className="-ml-2 lg:hidden" aria-label={t("openMenu")} onClick={onMenu}>
        <Menu aria-hidden />
      </Button>
      <Link href="/" prefetch={false} className="flex min-w-0 items-center gap-2.5">
        <SluiceMark className="size-7 shrink-0" />
        <span className="font-semibold tracking-tight">Sluice</span>
        <span className="hidden truncate text-quiet text-sm sm:inline">{session.boxName}</span>
      </Link>
      <FakeChip fake={session.fake} />
      <div className="ml-auto flex items-center gap-1">
        <LocaleChoice />
        <ThemeChoice />
        <SignOut session={session} />
      </div>
    </header>
  );
}

function SignOut({ session }: { session: Session }) {
  const t = useTranslations("frame");
  const client = useQueryClient();
  const signOut = useMutation({
    mutationFn: () => call("POST", "/api/sign-out"),
    // Nothing of one person stays in memory for the next.
    onSuccess: async () => {
      client.removeQueries({ predicate: (q) => q.queryKey[0] !== keys.session[0] });
      await client.invalidateQueries({ queryKey: keys.session });
    },
  });
  return (
    <Button
      variant="ghost"
      size="sm"
      disabled={signOut.isPending}
      onClick={() => signOut.mutate()}
      title={t("person", { name: session.member?.email ?? "" })}
    >
      <span className="max-w-32 truncate font-normal max-md:sr-only">{session.member?.name}</span>
      <LogOut aria-hidden />
      <span className="max-sm:sr-only">{t("signOut")}</span>
    </Button>
  );
}
