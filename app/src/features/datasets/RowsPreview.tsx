"use client";
import { type DatasetVersion, RowPreview } from "@sluice/agent/contract";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Chip } from "@/components/ui/Chip.tsx";
import { Select } from "@/components/ui/Field.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { SkeletonRows } from "@/components/ui/Skeleton.tsx";
import { keys } from "@/lib/query-keys.ts";
import { useUrlState } from "@/lib/url-state.ts";
import { useFormat } from "@/lib/use-format.ts";
import { useList } from "@/lib/use-list.ts";

/** The rows as the box understood them. Pages are fetched as they come into sight. */
export function RowsPreview({ datasetId, version }: { datasetId: string; version: DatasetVersion }) {
  const t = useTranslations("datasets");
  const f = useFormat();
  const [split, setSplit] = useUrlState("split");
  const path = `/api/datasets/${datasetId}/versions/${version.id}/rows`;
  const list = useList(
    [...keys.datasets, datasetId, version.id, "rows"],
    path,
    RowPreview,
    useMemo(() => ({ split }), [split]),
  );
  return (
    <Panel
      flush
      title={t("preview")}
      note={t("previewNote", { count: f.number(list.total) })}
      actions={
        <Select aria-label={t("split")} className="w-44" value={split} onChange={(e) => setSplit(e.target.value)}>
          <option value="">{t("splitAll")}</option>
          <option value="train">{t("trainRows")}</option>
          <option value="held-out">{t("heldOutRows")}</option>
        </Select>
      }
    >
      {list.error && list.rows.length === 0 ? <ErrorState error={list.error} onRetry={list.retry} /> : null}
      {list.pending ? <SkeletonRows /> : <RowList rows={list.rows} onEnd={list.more} />}
    </Panel>
  );
}

function RowList({ rows, onEnd }: { rows: RowPreview[]; onEnd: () => void }) {
  const list = useRef<HTMLOListElement>(null);
  const [scrollMargin, setMargin] = useState(0);
  useLayoutEffect(() => setMargin((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY), []);
  const virtual = useWindowVirtualizer({ count: rows.length, estimateSize: () => 96, overscan: 6, scrollMargin });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 10) onEnd();
  }, [last, rows.length, onEnd]);
  return (
    <ol ref={list} className="relative" style={{ height: virtual.getTotalSize() }}>
      {items.map((item) => {
        const row = rows[item.index];
        return row ? (
          <li
            key={row.number}
            ref={virtual.measureElement}
            data-index={item.index}
            className="absolute inset-x-0 top-0 border-line border-b px-5 py-4"
            style={{ transform: `translateY(${item.start - scrollMargin}px)` }}
          >
            <OneRow row={row} />
          </li>
        ) : null;
      })}
    </ol>
  );
}

function OneRow({ row }: { row: RowPreview }) {
  const t = useTranslations("datasets");
  return (
    <div className="grid gap-x-5 gap-y-2 md:grid-cols-[7rem_1fr]">
      <div className="flex items-center gap-2 text-[0.8125rem] text-quiet md:flex-col md:items-start">
        <span className="tabular-nums">#{row.number}</span>
        <Chip tone={row.split === "train" ? "gold" : "info"}>{row.split === "train" ? t("trainRows") : t("heldOutRows")}</Chip>
      </div>
      <div className="flex min-w-0 flex-col gap-2">
        {row.row.messages.map((message, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: messages of one immutable row never move.
          <p key={i} className="whitespace-pre-wrap break-words text-sm">
            <span className="mr-2 font-medium text-[0.8125rem] text-gold-text">{t(`role.${message.role}`)}</span>
            {message.content}
          </p>
        ))}
      </div>
    </div>
  );
}
