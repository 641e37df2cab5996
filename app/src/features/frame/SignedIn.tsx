"use client";
import type { Session } from "@sluice/agent/contract";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { ErrorState } from "@/components/ErrorState.tsx";
import { useSession } from "@/lib/session.ts";
import { Splash } from "./Splash.tsx";

/** Signed out: to the door, and back here afterwards. Not claimed: to the claim page. */
export function SignedIn({ children }: { children: (session: Session) => ReactNode }) {
  const { data, error, refetch } = useSession();
  const router = useRouter();
  const path = usePathname();
  const open = data?.claimed && data.member !== null;
  useEffect(() => {
    if (!data || open) return;
    const here = `${path}${window.location.search}`;
    router.replace(data.claimed ? `/sign-in${here === "/" ? "" : `?next=${encodeURIComponent(here)}`}` : "/claim");
  }, [data, open, path, router]);
  if (open) return children(data);
  if (error && !data)
    return (
      <div className="mx-auto mt-24 max-w-xl p-4">
        <ErrorState error={error} onRetry={() => void refetch()} />
      </div>
    );
  return <Splash />;
}
