"use client";
import { Check, Circle } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/cn.ts";

/** The server's policy (contract/member.ts), rule by rule, while the person types. */
const rules = [
  { id: "length", holds: (p: string) => p.length >= 12 && p.length <= 200 },
  { id: "variety", holds: (p: string) => new Set(p).size >= 6 },
  { id: "guessable", holds: (p: string) => p !== "" && !/^(password|passw0rd|123456|qwerty|admin|sluice)/i.test(p) },
] as const;

export function PasswordRules({ password }: { password: string }) {
  const t = useTranslations("door.rules");
  return (
    <ul className="flex flex-col gap-0.5">
      {rules.map((rule) => {
        const holds = rule.holds(password);
        const Icon = holds ? Check : Circle;
        return (
          <li key={rule.id} className={cn("flex items-start gap-1.5", holds && "text-good")}>
            <Icon aria-hidden className={holds ? "mt-0.5 size-3.5 shrink-0" : "mx-0.5 mt-1.5 size-2.5 shrink-0"} />
            {t(rule.id)}
            <span className="sr-only">{holds ? t("holds") : t("missing")}</span>
          </li>
        );
      })}
    </ul>
  );
}
