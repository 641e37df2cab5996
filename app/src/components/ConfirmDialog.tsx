"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button } from "./ui/Button.tsx";
import { Dialog } from "./ui/Dialog.tsx";

interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** Names the object and what hangs on it. */
  children: ReactNode;
  action: string;
  /** False for a verb that takes nothing away. */
  danger?: boolean;
  pending: boolean;
  onConfirm: () => void;
}

export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  children,
  action,
  danger = true,
  pending,
  onConfirm,
}: ConfirmDialogProps) {
  const t = useTranslations("common");
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t("back")}</Button>
          <Button variant={danger ? "danger-solid" : "primary"} disabled={pending} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-2 text-sm">{children}</div>
    </Dialog>
  );
}
