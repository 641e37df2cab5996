"use client";
import { type ColumnDef, flexRender, getCoreRowModel, type RowData, useReactTable } from "@tanstack/react-table";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { cn } from "@/lib/cn.ts";

declare module "@tanstack/react-table" {
  interface ColumnMeta<TData extends RowData, TValue> {
    className?: string;
    align?: "right";
  }
}

interface DataTableProps<T> {
  label: string;
  // biome-ignore lint/suspicious/noExplicitAny: TanStack's own type for columns of mixed values.
  columns: ColumnDef<T, any>[];
  rows: T[];
  rowId: (row: T) => string;
  rowHeight?: number;
  /** Called when the end comes near; the list asks for its next page. */
  onEnd?: () => void;
}

/** Draws only the rows on screen, so that ten thousand scroll like ten. The page itself scrolls. */
export function DataTable<T>({ label, columns, rows, rowId, rowHeight = 53, onEnd }: DataTableProps<T>) {
  const table = useReactTable({ data: rows, columns, getCoreRowModel: getCoreRowModel(), getRowId: rowId });
  const body = useRef<HTMLTableSectionElement>(null);
  const [scrollMargin, setMargin] = useState(0);
  useLayoutEffect(() => setMargin((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY), []);
  const virtual = useWindowVirtualizer({ count: rows.length, estimateSize: () => rowHeight, overscan: 12, scrollMargin });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - 10) onEnd?.();
  }, [last, rows.length, onEnd]);
  const before = (items[0]?.start ?? scrollMargin) - scrollMargin;
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? scrollMargin) - scrollMargin);
  const all = table.getRowModel().rows;
  return (
    <div className="relative overflow-x-auto">
      <table className="w-full text-left text-sm" aria-label={label} aria-rowcount={rows.length}>
        <thead className="text-[0.8125rem] text-quiet">
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} className="border-b">
              {group.headers.map((h) => (
                <th
                  key={h.id}
                  scope="col"
                  className={cn("whitespace-nowrap px-5 py-2.5 font-medium", cell(h.column.columnDef.meta))}
                >
                  {flexRender(h.column.columnDef.header, h.getContext())}
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody ref={body}>
          {before > 0 ? <Spacer height={before} /> : null}
          {items.map((item) => {
            const row = all[item.index];
            if (!row) return null;
            return (
              <tr
                key={row.id}
                className="relative border-b transition-colors last:border-b-0 hover:bg-sunken/50"
                style={{ height: rowHeight }}
              >
                {row.getVisibleCells().map((c) => (
                  <td key={c.id} className={cn("px-5 py-2", cell(c.column.columnDef.meta))}>
                    {flexRender(c.column.columnDef.cell, c.getContext())}
                  </td>
                ))}
              </tr>
            );
          })}
          {after > 0 ? <Spacer height={after} /> : null}
        </tbody>
      </table>
    </div>
  );
}

const cell = (meta: { className?: string; align?: "right" } | undefined): string =>
  cn(meta?.align === "right" && "text-right tabular-nums", meta?.className);

function Spacer({ height }: { height: number }) {
  return (
    <tr aria-hidden>
      <td style={{ height, padding: 0 }} />
    </tr>
  );
}
