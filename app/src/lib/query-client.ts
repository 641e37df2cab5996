import { SluiceError } from "@sluice/agent/contract";
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { keys } from "./query-keys.ts";

/** A session that ended elsewhere shows itself as one `not-signed-in`: ask who we are again, and the guard leads to the door. */
function onError(error: unknown): void {
  if (error instanceof SluiceError && error.code === "not-signed-in")
    void queryClient.invalidateQueries({ queryKey: keys.session });
}

const worthRetrying = (count: number, error: unknown): boolean =>
  count < 2 && error instanceof SluiceError && (error.code === "agent-down" || error.code === "busy");

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    // Events say when something changed (events.ts); the time is only a net under them.
    queries: { staleTime: 15_000, retry: worthRetrying, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});
