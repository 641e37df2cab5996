"use client";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Panel } from "@/components/ui/Panel.tsx";
import type { ModelDetail } from "./model-detail.ts";

const paths: Record<string, string> = { job: "/jobs", deployment: "/deployments", model: "/models", dataset: "/datasets" };

export function UsedBy({ users }: { users: ModelDetail["usedBy"] }) {
  const t = useTranslations("models");
  return (
    <Panel title={t("usedBy")}>
      {users.length === 0 ? (
        <p className="text-quiet text-sm">{t("usedByNothing")}</p>
      ) : (
        <ul className="flex flex-col gap-2 text-sm">
          {users.map((user) => (
            <li key={user.id}>
              <span className="text-quiet">{t("userKind", { kind: user.kind })}</span>{" "}
              <Link href={`${paths[user.kind] ?? "/models"}/${user.id}`} prefetch={false} className="font-medium hover:underline">
                {user.name}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
