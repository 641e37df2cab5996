"use client";
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { useTranslations } from "use-intl";
import { copyText } from "@/lib/copy-text.ts";
import { Button } from "./ui/Button.tsx";

interface CopyButtonProps {
  text: string;
  /** What is copied, for screen readers. */
  what: string;
  withLabel?: boolean;
}

export function CopyButton({ text, what, withLabel }: CopyButtonProps) {
  const t = useTranslations("common");
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    if (!(await copyText(text))) {
      toast.error(t("copyFailed"));
      return;
    }
    setDone(true);
    setTimeout(() => setDone(false), 1600);
  };
  const Icon = done ? Check : Copy;
  return (
    <Button
      variant={withLabel ? "outline" : "ghost"}
      size="sm"
      className={withLabel ? "" : "size-7 p-0"}
      onClick={copy}
      aria-label={t("copyWhat", { what })}
    >
      <Icon aria-hidden /> {withLabel ? (done ? t("copied") : t("copy")) : null}
      <span role="status" className="sr-only">
        {done ? t("copied") : ""}
      </span>
    </Button>
  );
}
