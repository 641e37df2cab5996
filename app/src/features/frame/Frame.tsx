"use client";
import { useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { useBoxEvents } from "@/lib/events.ts";
import { Sidebar } from "./Sidebar.tsx";
import { SignedIn } from "./SignedIn.tsx";
import { TopBar } from "./TopBar.tsx";

/** Small screens only, so it is fetched when it is first opened. */
const SideMenu = dynamic(() => import("./SideMenu.tsx").then((m) => m.SideMenu), { ssr: false });

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
            <aside className="sticky top-14 hidden h-[calc(100dvh-3.5rem)] w-56 shrink-0 overflow-y-auto border-line border-r px-3 py-5 lg:block print:hidden">
              <Sidebar />
            </aside>
            <main id="main" key={path} tabIndex={-1} className="min-w-0 flex-1 px-4 py-6 outline-none sm:px-8 sm:py-8 print:p-0">
              {children}
            </main>
          </div>
          {menu ? <SideMenu onClose={() => setMenu(false)} /> : null}
        </>
      )}
    </SignedIn>
  );
}

function Events() {
  useBoxEvents(useQueryClient(), true);
  return null;
}
