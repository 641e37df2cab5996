"use client";
import { ClaimRequest, Session } from "@sluice/agent/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Field, Input } from "@/components/ui/Field.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useSession } from "@/lib/session.ts";
import { testIds } from "@/lib/test-ids.ts";
import { DoorFrame } from "./DoorFrame.tsx";
import { PasswordRules } from "./PasswordRules.tsx";

/** The first person on a new box: the code on its own terminal proves that they stand in front of it. */
export function ClaimPage() {
  const t = useTranslations("door");
  const router = useRouter();
  const client = useQueryClient();
  const session = useSession();
  const [form, setForm] = useState({ code: "", name: "", email: "", password: "" });
  const claim = useMutation({
    mutationFn: () => call("POST", "/api/claim", { body: ClaimRequest.parse(form), schema: Session }),
    onSuccess: (answer) => client.setQueryData(keys.session, answer),
  });
  useEffect(() => {
    if (session.data?.claimed) router.replace(session.data.member ? "/" : "/sign-in");
  }, [session.data, router]);
  const set = (name: keyof typeof form) => (e: { target: { value: string } }) =>
    setForm((f) => ({ ...f, [name]: e.target.value }));
  const submit = (e: FormEvent): void => {
    e.preventDefault();
    claim.mutate();
  };
  const ready = ClaimRequest.safeParse(form).success;
  return (
    <DoorFrame title={t("claimTitle")} note={t("claimNote")}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t("code")} hint={t("codeHint")}>
          {(aria) => (
            <Input
              {...aria}
              required
              data-testid={testIds.claimCode}
              value={form.code}
              onChange={set("code")}
              autoComplete="one-time-code"
              spellCheck={false}
              className="font-mono"
            />
          )}
        </Field>
        <Field label={t("name")}>
          {(aria) => (
            <Input
              {...aria}
              required
              data-testid={testIds.claimName}
              value={form.name}
              onChange={set("name")}
              autoComplete="name"
            />
          )}
        </Field>
        <Field label={t("email")}>
          {(aria) => (
            <Input
              {...aria}
              required
              type="email"
              data-testid={testIds.claimEmail}
              value={form.email}
              onChange={set("email")}
              autoComplete="username"
            />
          )}
        </Field>
        <Field label={t("password")} hint={<PasswordRules password={form.password} />}>
          {(aria) => (
            <Input
              {...aria}
              required
              type="password"
              data-testid={testIds.claimPassword}
              value={form.password}
              onChange={set("password")}
              autoComplete="new-password"
            />
          )}
        </Field>
        {claim.error ? <ErrorState error={claim.error} /> : null}
        <Button type="submit" variant="primary" size="lg" data-testid={testIds.claimSubmit} disabled={!ready || claim.isPending}>
          {claim.isPending ? t("claiming") : t("claim")}
        </Button>
      </form>
    </DoorFrame>
  );
}
