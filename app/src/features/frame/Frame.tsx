"use client";
import { useQueryClient } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { Dialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { useBoxEvents } from "@/lib/events.ts";
import { Sidebar } from "./Sidebar.tsx";
import { SignedIn } from "./SignedIn.tsx";
import { TopBar } from "./TopBar.tsx";

/** Everything behind the door: top bar, sidebar, one page. */
export function Frame({ children }: { children: ReactNode }) {
  const t = useTranslations("frame");
  const [menu, setMenu] = useState(false);
  const path = usePathname();
  return (
    <SignedIn>
      {(session) => (
        <>
          <Events />
          <a
            href="#main"
            className="sr-only z-50 rounded-md bg-gold px-4 py-2 font-medium text-gold-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
          >
            {t("skip")}
          </a>
          <TopBar session={session} onMenu={() => setMenu(true)} />
          <div className="mx-auto flex w-full max-w-[96rem]">
            <aside className="sticky top-14 hidden h-[calc(100dvh-3.5rem)] w-56 shrink-0 overflow-y-auto border-line border-r px-3 py-5 lg:block">
              <Sidebar />
            </aside>
            <main id="main" key={path} tabIndex={-1} className="min-w-0 flex-1 px-4 py-6 outline-none sm:px-8 sm:py-8">
              {children}
            </main>
          </div>
          <Dialog.Root open={menu} onOpenChange={setMenu}>
            <Dialog.Portal>
              <Dialog.Overlay className="fixed inset-0 z-40 bg-black/45 lg:hidden" />
              <Dialog.Content
                aria-describedby={undefined}
                className="fixed inset-y-0 left-0 z-50 w-64 overflow-y-auto border-line border-r bg-surface px-3 py-5 lg:hidden"
              >
                <Dialog.Title className="mb-4 px-3 font-semibold">{t("menu")}</Dialog.Title>
                <Sidebar onNavigate={() => setMenu(false)} />
              </Dialog.Content>
            </Dialog.Portal>
          </Dialog.Root>
        </>
      )}
    </SignedIn>
  );
}

function Events() {
  useBoxEvents(useQueryClient(), true);
  return null;
}
