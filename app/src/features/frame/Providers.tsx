"use client";
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { Toaster } from "sonner";
import { IntlProvider } from "use-intl";
import { applyTheme, useTheme } from "@/lib/preferences.ts";
import { queryClient } from "@/lib/query-client.ts";
import { sessionQuery } from "@/lib/session.ts";
import { useMessages } from "@/lib/use-messages.ts";
import { Splash } from "./Splash.tsx";

// Who we are and the words to say it are both on their way before React draws anything.
if (typeof window !== "undefined") void queryClient.prefetchQuery(sessionQuery);

export function Providers({ children }: { children: ReactNode }) {
  const spoken = useMessages();
  const theme = useTheme();
  useEffect(() => {
    const system = matchMedia("(prefers-color-scheme: dark)");
    system.addEventListener("change", applyTheme);
    return () => system.removeEventListener("change", applyTheme);
  }, []);
  if (!spoken) return <Splash />;
  return (
    <IntlProvider locale={spoken.locale} messages={spoken.messages} timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}>
      <QueryClientProvider client={queryClient}>
        {children}
        <Toaster theme={theme} position="bottom-right" closeButton richColors />
      </QueryClientProvider>
    </IntlProvider>
  );
}
