"use client";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/cn.ts";

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  wide?: boolean;
}

export function Dialog({ open, onOpenChange, title, description, children, footer, wide }: DialogProps) {
  const t = useTranslations("common");
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          className={cn(
            "-translate-x-1/2 -translate-y-1/2 fixed top-1/2 left-1/2 z-50 flex max-h-[90dvh] w-[calc(100vw-2rem)] flex-col rounded-xl border border-line bg-surface shadow-xl focus:outline-none",
            wide ? "max-w-2xl" : "max-w-lg",
          )}
        >
          <header className="flex items-start justify-between gap-4 px-6 pt-5">
            <div>
              <Radix.Title className="font-semibold text-lg">{title}</Radix.Title>
              {description ? <Radix.Description className="mt-1 text-quiet text-sm">{description}</Radix.Description> : null}
            </div>
            <Radix.Close aria-label={t("close")} className="-mr-2 rounded-md p-2 text-quiet hover:bg-sunken">
              <X aria-hidden className="size-4" />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-6 py-4">{children}</div>
          {footer ? <footer className="flex flex-wrap justify-end gap-2 border-line border-t px-6 py-4">{footer}</footer> : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
