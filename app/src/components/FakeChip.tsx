"use client";
import { FlaskConical } from "lucide-react";
import { useTranslations } from "use-intl";
import { Chip } from "./ui/Chip.tsx";

/** Everything that is not the real thing says so. */
export function FakeChip({ fake }: { fake: boolean }) {
  const t = useTranslations("common");
  return fake ? (
    <Chip tone="warn" icon={FlaskConical} title={t("fakeHint")}>
      {t("fake")}
    </Chip>
  ) : null;
}
