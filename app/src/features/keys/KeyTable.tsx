"use client";
import { Key } from "@sluice/agent/contract";
import { CircleCheck, CircleSlash, Clock, KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ListPanel } from "@/components/ListPanel.tsx";
import { MomentText } from "@/components/MomentText.tsx";
import { PlainTable } from "@/components/PlainTable.tsx";
import { SearchInput } from "@/components/SearchInput.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Chip } from "@/components/ui/Chip.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { useList } from "@/lib/use-list.ts";
import { useVerb } from "@/lib/use-verb.ts";

export function KeyTable() {
  const t = useTranslations("keys");
  const [q, setQ] = useUrlState("q");
  const [asking, setAsking] = useState<Key | null>(null);
  const list = useList(keys.apiKeys, "/api/keys", Key);
  const rows = list.rows.filter((key) => key.kind === "person" && key.name.toLowerCase().includes(q.toLowerCase()));
  const revoke = useVerb({
    run: (key: Key) => call("DELETE", `/api/keys/${key.id}`),
    touches: [keys.apiKeys],
    said: t("revoked"),
    done: () => setAsking(null),
  });
  return (
    <ListPanel
      {...list}
      onRetry={list.retry}
      total={rows.length}
      shown={rows.length}
      filtered={q !== ""}
      filters={<SearchInput value={q} onChange={setQ} label={t("search")} />}
      empty={<EmptyState icon={KeyRound} title={t("empty")} note={t("emptyNote")} />}
    >
      <PlainTable
        label={t("title")}
        head={[
          { name: t("name") },
          { name: t("hint") },
          { name: t("stateLabel") },
          { name: t("createdAt") },
          { name: t("lastUsed") },
          { name: "", align: "right" },
        ]}
        rows={rows.map((key) => ({
          id: key.id,
          cells: [
            <span key="n" className="font-medium">
              {key.name}
            </span>,
            <code key="h" className="whitespace-nowrap font-mono text-[0.8125rem] text-quiet">
              {key.hint}
            </code>,
            <KeyState key="s" of={key} />,
            <MomentText key="c" at={key.createdAt} />,
            key.lastUsedAt ? <MomentText key="l" at={key.lastUsedAt} /> : t("never"),
            key.revokedAt ? null : (
              <Button key="r" size="sm" variant="danger" onClick={() => setAsking(key)}>
                {t("revoke")}
              </Button>
            ),
          ],
        }))}
      />
      <ConfirmDialog
        open={asking !== null}
        onOpenChange={() => setAsking(null)}
        title={t("revokeTitle", { name: asking?.name ?? "" })}
        action={t("revoke")}
        pending={revoke.isPending}
        onConfirm={() => asking && revoke.mutate(asking)}
      >
        <p>{t("revokeNote", { name: asking?.name ?? "" })}</p>
        <p className="text-quiet">
          {t("lastUsed")}: {asking?.lastUsedAt ? <MomentText at={asking.lastUsedAt} /> : t("never")}
        </p>
      </ConfirmDialog>
    </ListPanel>
  );
}

function KeyState({ of: key }: { of: Key }) {
  const t = useTranslations("keys.state");
  if (key.revokedAt) return <Chip icon={CircleSlash}>{t("revoked")}</Chip>;
  if (key.expiresAt && Date.parse(key.expiresAt) < Date.now()) return <Chip icon={Clock}>{t("expired")}</Chip>;
  return (
    <Chip tone="good" icon={CircleCheck}>
      {t("active")}
    </Chip>
  );
}
