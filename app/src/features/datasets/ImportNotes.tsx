"use client";
import type { Import } from "@sluice/agent/contract";
import { Info } from "lucide-react";
import { useTranslations } from "use-intl";
import { useFormat } from "@/lib/use-format.ts";

/** What the box noticed and did not hide: encoding, fields it keeps out, duplicates. */
export function ImportNotes({ outcome }: { outcome: Import }) {
  const t = useTranslations("datasets");
  const f = useFormat();
  const unknown = Object.entries(outcome.unknownFields);
  // The box writes "utf-8", or "gb18030 (converted)".
  const converted = outcome.encoding.endsWith(" (converted)");
  const encoding = outcome.encoding.replace(" (converted)", "").toUpperCase();
  const format = outcome.format ? t(`formatNames.${outcome.format}`) : null;
  const notes = [
    format && !converted ? t("noteFormat", { format, encoding }) : null,
    format && converted ? t("noteConverted", { format, encoding }) : null,
    unknown.length > 0
      ? t("noteUnknown", {
          fields: unknown.map(([name, rows]) => t("fieldRows", { name, rows: f.number(rows) })).join(t("comma")),
        })
      : null,
    outcome.duplicateRows > 0 ? t("noteDuplicates", { count: outcome.duplicateRows }) : null,
  ].filter((note) => note !== null);
  return (
    <ul className="flex flex-col gap-1.5 text-sm">
      {notes.map((note) => (
        <li key={note} className="flex items-start gap-2 text-quiet">
          <Info aria-hidden className="mt-0.5 size-4 shrink-0" /> {note}
        </li>
      ))}
    </ul>
  );
}
