"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/cn.ts";
import { testIds } from "@/lib/test-ids.ts";
import { navGroups } from "./nav.ts";

const isHere = (path: string, href: string): boolean =>
  href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);

export function Sidebar({ onNavigate }: { onNavigate?: () => void }) {
  const t = useTranslations("nav");
  const path = usePathname();
  return (
    <nav aria-label={t("label")} className="flex flex-col gap-6">
      {navGroups.map((group) => (
        <div key={group.id}>
          {group.id === "box" ? <p className="mb-1.5 px-3 text-faint text-xs">{t("box")}</p> : null}
          <ul className="flex flex-col gap-0.5">
            {group.items.map(({ noun, href, icon: Icon }) => (
              <li key={noun}>
                <Link
                  href={href}
                  prefetch={false}
                  data-testid={testIds.nav(noun)}
                  aria-current={isHere(path, href) ? "page" : undefined}
                  {...(onNavigate ? { onClick: onNavigate } : {})}
                  className={cn(
                    "flex items-center gap-3 rounded-md px-3 py-2 text-sm transition-colors hover:bg-sunken",
                    isHere(path, href) ? "bg-gold-wash font-medium text-ink" : "text-quiet hover:text-ink",
                  )}
                >
                  <Icon aria-hidden className={cn("size-[1.125rem]", isHere(path, href) && "text-gold-text")} />
                  {t(noun)}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
