"use client";
import type { Attention } from "@sluice/agent/contract";
import { ArrowRight, CircleAlert, Info, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Panel } from "@/components/ui/Panel.tsx";
import { cn } from "@/lib/cn.ts";
import { useAttentionWords } from "./use-attention-words.ts";

const looks = {
  info: { icon: Info, color: "text-info" },
  warning: { icon: TriangleAlert, color: "text-warn" },
  error: { icon: CircleAlert, color: "text-bad" },
} as const;

/** What a person should look at. Silent when all is well. */
export function NeedsYou({ items }: { items: Attention[] }) {
  const t = useTranslations("home");
  const words = useAttentionWords();
  if (items.length === 0) return null;
  return (
    <Panel title={t("needsYou")} flush className="border-warn/40">
      <ul className="divide-y divide-line">
        {items.map((item) => {
          const { icon: Icon, color } = looks[item.severity];
          return (
            <li key={item.id} className="flex items-start gap-3 px-5 py-3.5 text-sm">
              <Icon aria-label={t(`severity.${item.severity}`)} className={cn("mt-0.5 size-4 shrink-0", color)} />
              <div className="min-w-0 flex-1">
                <p className="break-words font-medium">{words(item).message}</p>
                {words(item).fix ? <p className="text-quiet">{words(item).fix}</p> : null}
              </div>
              {item.href ? (
                <Link
                  href={item.href}
                  prefetch={false}
                  className="inline-flex shrink-0 items-center gap-1 text-gold-text hover:underline"
                >
                  {t("look")} <ArrowRight aria-hidden className="size-3.5" />
                </Link>
              ) : null}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
