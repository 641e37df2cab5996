import type { ReactNode } from "react";
import { cn } from "@/lib/cn.ts";

/** Name and value pairs; a null value means nobody knows and is left out. */
export function Facts({ facts, columns = 2 }: { facts: readonly (readonly [string, ReactNode])[]; columns?: 1 | 2 | 3 | 4 }) {
  const grid = { 1: "", 2: "sm:grid-cols-2", 3: "sm:grid-cols-2 xl:grid-cols-3", 4: "xl:grid-cols-4" }[columns];
  return (
    <dl className={cn("grid gap-x-8 gap-y-3", columns === 4 ? "grid-cols-2" : "grid-cols-1", grid)}>
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== "")
        .map(([name, value]) => (
          <div key={name} className="min-w-0">
            <dt className="text-[0.8125rem] text-quiet">{name}</dt>
            <dd className="break-words text-sm">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
