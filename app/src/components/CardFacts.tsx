"use client";
import type { CardState } from "@sluice/agent/contract";
import { TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { useFormat } from "@/lib/use-format.ts";
import { Chip } from "./ui/Chip.tsx";

/** How a card is when it is not well, and what it is known by when nobody here has had one. */
export function CardChips({ card }: { card: CardState }) {
  const t = useTranslations("cards");
  const state = card.condition?.state ?? "ok";
  return (
    <>
      {state === "ok" ? null : (
        <Chip tone={state === "silent" ? "warn" : "bad"} icon={TriangleAlert} title={card.condition?.why}>
          {t(`state.${state}`)}
        </Chip>
      )}
      {card.evidence === "ran-here" ? null : <Chip title={t("evidenceHint")}>{t(`evidence.${card.evidence}`)}</Chip>}
    </>
  );
}

/** The quieter dials and what the driver says of the card, on one line; nothing where it says nothing. */
export function CardFacts({ card }: { card: CardState }) {
  const t = useTranslations("cards");
  const f = useFormat();
  const { facts = {}, sample: s } = card;
  const { link } = facts;
  const slowedBy = s?.slowedBy ?? [];
  const errors = s?.eccUncorrected ?? 0;
  const parts = [
    s?.clockMhz == null ? null : t("clock", { mhz: f.number(s.clockMhz) }),
    slowedBy.length === 0 ? null : t("slowed", { by: slowedBy.map((reason) => t(`slowedBy.${reason}`)).join(", ") }),
    facts.eccOn === false ? t("eccOff") : null,
    errors > 0 || (s?.eccCorrected ?? 0) > 0
      ? t("ecc", { corrected: f.number(s?.eccCorrected ?? 0), uncorrected: f.number(errors) })
      : null,
    link ? t("link", { kind: link.width === null ? link.kind : `${link.kind} ×${link.width}`, cards: link.cards }) : null,
    facts.migOn ? t("mig") : null,
    facts.persistenceOn === false ? t("persistenceOff") : null,
    facts.driver ? t("driver", { version: facts.driver }) : null,
    (facts.numaNodes ?? 1) > 1 ? t("numa", { nodes: facts.numaNodes ?? 1 }) : null,
    facts.limitCores === undefined ? null : t("limitCores", { cores: f.number(facts.limitCores, 1) }),
    facts.limitMemoryBytes === undefined ? null : t("limitMemory", { bytes: f.bytes(facts.limitMemoryBytes) }),
  ].filter((part) => part !== null);
  const fault = card.faults?.[0];
  return (
    <>
      {parts.length > 0 ? <p className="mt-2 text-quiet text-xs tabular-nums">{parts.join(" · ")}</p> : null}
      {fault ? (
        <p className="mt-1 text-warn text-xs" title={fault.why}>
          {t("lastFault", { at: f.moment(new Date(fault.at).toISOString()), code: fault.code })}
        </p>
      ) : null}
    </>
  );
}
