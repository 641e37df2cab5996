"use client";
import type { CardState } from "@sluice/agent/contract";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/cn.ts";
import { useFormat } from "@/lib/use-format.ts";
import { CardChips, CardFacts } from "./CardFacts.tsx";
import { FakeChip } from "./FakeChip.tsx";
import { StrangerLegend, strangerFill, useHolderName } from "./StrangerLegend.tsx";
import { strangerParts } from "./strangers.ts";

const fills = ["bg-gold", "bg-info", "bg-good", "bg-bad", "bg-quiet"] as const;
const fillOf = (index: number): string => fills[index % fills.length] ?? "bg-quiet";

/** One card and its ledger: who holds how much of what may be given away, and what is free. */
export function CardBar({ card }: { card: CardState }) {
  const t = useTranslations("cards");
  const f = useFormat();
  const share = (bytes: number): string => `${Math.min(100, (bytes / Math.max(1, card.leasableBytes)) * 100)}%`;
  const strangers = strangerParts(card);
  const nameOf = useHolderName();
  const said = [
    ...card.leases.map((l) => `${l.label} ${f.bytes(l.memoryBytes)}`),
    ...strangers.map((part) => `${nameOf(part.holder)} ${f.bytes(part.bytes)}`),
    `${t("free")} ${f.bytes(card.freeBytes)}`,
  ].join(", ");
  return (
    <div>
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium text-sm">{card.name}</span>
        <span className="text-[0.8125rem] text-quiet uppercase">{card.accelerator}</span>
        <FakeChip fake={card.fake} />
        <CardChips card={card} />
        <span className="ml-auto text-[0.8125rem] text-quiet tabular-nums">
          <Readings card={card} />
        </span>
      </div>
      <div role="img" aria-label={`${card.name}: ${said}`} className="flex h-3 gap-px overflow-hidden rounded-full bg-sunken">
        {card.leases.map((lease, i) => (
          <div
            key={lease.runId}
            className={fillOf(i)}
            style={{ width: share(lease.memoryBytes) }}
            title={`${lease.label} · ${f.bytes(lease.memoryBytes)}`}
          />
        ))}
        {strangers.map((part) => (
          <div
            key={part.key}
            className={strangerFill}
            style={{ width: share(part.bytes) }}
            title={`${nameOf(part.holder)} · ${f.bytes(part.bytes)}`}
          />
        ))}
      </div>
      <ul className="mt-2.5 flex flex-wrap gap-x-5 gap-y-1 text-[0.8125rem]">
        {card.leases.map((lease, i) => (
          <li key={lease.runId} className="flex min-w-0 items-center gap-2">
            <span aria-hidden className={cn("size-2.5 shrink-0 rounded-sm", fillOf(i))} />
            <Holder lease={lease} />
            <span className="text-quiet tabular-nums">{f.bytes(lease.memoryBytes)}</span>
          </li>
        ))}
        <StrangerLegend parts={strangers} />
        <li className="flex items-center gap-2 text-quiet">
          <span aria-hidden className="size-2.5 rounded-sm border border-line-strong bg-sunken" />
          {t("free")}{" "}
          <span className="tabular-nums">
            {t("freeOf", { free: f.bytes(card.freeBytes), total: f.bytes(card.leasableBytes) })}
          </span>
        </li>
      </ul>
      <CardFacts card={card} />
    </div>
  );
}

function Holder({ lease }: { lease: CardState["leases"][number] }) {
  const path = lease.kind === "job" ? "/jobs" : lease.kind === "replica" ? "/deployments" : null;
  if (!path) return <span className="truncate">{lease.label}</span>;
  return (
    <Link href={`${path}/${lease.ownerId}`} className="truncate underline-offset-4 hover:underline">
      {lease.label}
    </Link>
  );
}

function Readings({ card }: { card: CardState }) {
  const t = useTranslations("cards");
  const f = useFormat();
  const s = card.sample;
  if (!s) return t("noSample");
  const parts = [
    s.loadPercent === null ? null : t("load", { percent: f.number(s.loadPercent) }),
    s.memoryUsedBytes === null ? null : t("memoryUsed", { used: f.bytes(s.memoryUsedBytes), total: f.bytes(card.memoryBytes) }),
    s.temperatureC === null ? null : `${f.number(s.temperatureC)} °C`,
    s.powerWatts === null ? null : `${f.number(s.powerWatts)} W`,
  ];
  return parts.filter((p) => p !== null).join(" · ");
}
