"use client";
import { Compass } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Button } from "@/components/ui/Button.tsx";

export function NotFoundPage() {
  const t = useTranslations("frame");
  return (
    <main className="mx-auto mt-24 max-w-xl">
      <EmptyState icon={Compass} title={t("notFound")} note={t("notFoundNote")}>
        <Button asChild variant="primary">
          <Link href="/">{t("toHome")}</Link>
        </Button>
      </EmptyState>
    </main>
  );
}
