import Link from "next/link";
import type { ReactNode } from "react";

interface PageHeaderProps {
  title: ReactNode;
  note?: ReactNode;
  chips?: ReactNode;
  actions?: ReactNode;
  parent?: { href: string; label: string };
}

export function PageHeader({ title, note, chips, actions, parent }: PageHeaderProps) {
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        {parent ? (
          <Link href={parent.href} className="text-[0.8125rem] text-quiet hover:text-ink hover:underline">
            ← {parent.label}
          </Link>
        ) : null}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="break-words font-semibold text-2xl tracking-tight">{title}</h1>
          {chips}
        </div>
        {note ? <p className="mt-1 max-w-3xl text-quiet text-sm">{note}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
    </header>
  );
}
