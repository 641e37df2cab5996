"use client";
import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** One value of the query string: tabs and filters survive a reload and can be sent to a colleague. Null removes it. */
export function useUrlState(name: string, fallback = ""): [string, (value: string | null) => void] {
  const params = useSearchParams();
  const set = useCallback(
    (value: string | null) => {
      const next = new URLSearchParams(window.location.search);
      if (value === null || value === fallback) next.delete(name);
      else next.set(name, value);
      // Next follows history.replaceState without asking the server for the page again.
      window.history.replaceState(null, "", next.size === 0 ? window.location.pathname : `?${next}`);
    },
    [name, fallback],
  );
  return [params.get(name) ?? fallback, set];
}
