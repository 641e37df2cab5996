"use client";
import { type CreateRoute, Route } from "@sluice/agent/contract";
import { useTranslations } from "use-intl";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useVerb } from "@/lib/use-verb.ts";
import { toRequest } from "./route-draft.ts";

/** Sends the whole route with some of it changed. The caller shows the error. */
export function useSaveRoute(route: Route, done?: () => void) {
  const t = useTranslations("routes");
  return useVerb({
    run: (change: Partial<CreateRoute>) =>
      call("PUT", `/api/routes/${route.id}`, { body: { ...toRequest(route), ...change }, schema: Route }),
    touches: [keys.routes],
    said: t("saved"),
    done: () => done?.(),
    quiet: true,
  });
}
