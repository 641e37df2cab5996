"use client";
import { Session, SignInRequest } from "@sluice/agent/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Field, Input } from "@/components/ui/Field.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { safeNext, useSession } from "@/lib/session.ts";
import { testIds } from "@/lib/test-ids.ts";
import { DoorFrame } from "./DoorFrame.tsx";

export function SignInPage() {
  const t = useTranslations("door");
  const router = useRouter();
  const next = safeNext(useSearchParams().get("next"));
  const client = useQueryClient();
  const session = useSession();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: () => call("POST", "/api/sign-in", { body: SignInRequest.parse({ email, password }), schema: Session }),
    onSuccess: (answer) => client.setQueryData(keys.session, answer),
  });
  useEffect(() => {
    if (session.data && !session.data.claimed) router.replace("/claim");
    else if (session.data?.member) router.replace(next);
  }, [session.data, next, router]);
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    signIn.mutate();
  };
  return (
    <DoorFrame title={t("signInTitle")} note={t("signInNote")}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t("email")}>
          {(aria) => (
            <Input
              {...aria}
              required
              type="email"
              autoComplete="username"
              data-testid={testIds.signInEmail}
              value={email}
              onChange={(e) => setEmail(e.target.value)}
            />
          )}
        </Field>
        <Field label={t("password")}>
          {(aria) => (
            <Input
              {...aria}
              required
              type="password"
              autoComplete="current-password"
              data-testid={testIds.signInPassword}
              value={password}
              onChange={(e) => setPassword(e.target.value)}
            />
          )}
        </Field>
        {signIn.error ? <ErrorState error={signIn.error} /> : null}
        <Button type="submit" variant="primary" size="lg" data-testid={testIds.signInSubmit} disabled={signIn.isPending}>
          {signIn.isPending ? t("signingIn") : t("signIn")}
        </Button>
      </form>
    </DoorFrame>
  );
}
