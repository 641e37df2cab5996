import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn.ts";

interface PanelProps extends Omit<ComponentProps<"section">, "title"> {
  title?: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  flush?: boolean;
}

/** The one box things stand in. `flush` lets a table touch its edges. */
export function Panel({ title, note, actions, flush, className, children, ...rest }: PanelProps) {
  return (
    <section className={cn("min-w-0 rounded-lg border border-line bg-surface shadow-card", className)} {...rest}>
      {title || actions ? (
        <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-line border-b px-5 py-3">
          <div className="min-w-0">
            <h2 className="font-semibold text-[0.9375rem]">{title}</h2>
            {note ? <p className="text-[0.8125rem] text-quiet">{note}</p> : null}
          </div>
          {actions ? <div className="flex items-center gap-2">{actions}</div> : null}
        </header>
      ) : null}
      <div className={flush ? undefined : "p-5"}>{children}</div>
    </section>
  );
}
