"use client";
import { Dialog } from "radix-ui";
import { useTranslations } from "use-intl";
import { Sidebar } from "./Sidebar.tsx";

export function SideMenu({ onClose }: { onClose: () => void }) {
  const t = useTranslations("frame");
  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/45 lg:hidden" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 w-64 overflow-y-auto border-line border-r bg-surface px-3 py-5 lg:hidden"
        >
          <Dialog.Title className="mb-4 px-3 font-semibold">{t("menu")}</Dialog.Title>
          <Sidebar onNavigate={onClose} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
