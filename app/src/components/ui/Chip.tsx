import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn.ts";

export type Tone = "neutral" | "good" | "warn" | "bad" | "info" | "gold";
const tones: Record<Tone, string> = {
  neutral: "bg-sunken text-quiet",
  good: "bg-good-wash text-good",
  warn: "bg-warn-wash text-warn",
  bad: "bg-bad-wash text-bad",
  info: "bg-info-wash text-info",
  gold: "bg-gold-wash text-gold-text",
};

interface ChipProps extends ComponentProps<"span"> {
  tone?: Tone;
  icon?: LucideIcon;
  spin?: boolean;
}

/** Icon and word: colour alone never says anything. */
export function Chip({ tone = "neutral", icon: Icon, spin, className, children, ...rest }: ChipProps) {
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1.5 justify-self-start whitespace-nowrap rounded-full px-2.5 py-0.5 font-medium text-xs",
        tones[tone],
        className,
      )}
      {...rest}
    >
      {Icon ? <Icon aria-hidden className={cn("size-3.5 shrink-0", spin && "animate-spin")} /> : null}
      {children}
    </span>
  );
}
