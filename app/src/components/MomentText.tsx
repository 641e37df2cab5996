"use client";
import { formatUtc } from "@/lib/format.ts";
import { useFormat } from "@/lib/use-format.ts";

/** Local time; UTC on hover. */
export function MomentText({ at }: { at: string | null | undefined }) {
  const f = useFormat();
  if (!at) return <>–</>;
  return (
    <time dateTime={at} title={formatUtc(at)} className="whitespace-nowrap">
      {f.moment(at)}
    </time>
  );
}
