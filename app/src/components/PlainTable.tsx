import type { ReactNode } from "react";
import { cn } from "@/lib/cn.ts";

interface PlainTableProps {
  label: string;
  /** `className` may leave a column out on small screens. */
  head: readonly { name: string; align?: "right"; className?: string }[];
  rows: readonly { id: string; cells: readonly ReactNode[] }[];
}

/** A short table, drawn whole. Long ones use DataTable. */
export function PlainTable({ label, head, rows }: PlainTableProps) {
  return (
    <div className="relative overflow-x-auto">
      <table className="w-full text-left text-sm" aria-label={label}>
        <thead className="text-[0.8125rem] text-quiet">
          <tr className="border-b">
            {head.map((h) => (
              <th
                key={h.name}
                scope="col"
                className={cn("whitespace-nowrap px-5 py-2.5 font-medium", h.align === "right" && "text-right", h.className)}
              >
                {h.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className="border-b last:border-b-0">
              {row.cells.map((cell, i) => (
                <td
                  key={head[i]?.name ?? i}
                  className={cn("px-5 py-2.5", head[i]?.align === "right" && "text-right tabular-nums", head[i]?.className)}
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
