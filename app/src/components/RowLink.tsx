import Link from "next/link";
import type { ReactNode } from "react";

/** The link of a table row: its clickable area is the whole row, its text is what is read out. */
export function RowLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} prefetch={false} className="font-medium text-ink after:absolute after:inset-0 hover:underline">
      {children}
    </Link>
  );
}
