"use client";
import { NewKey } from "@sluice/agent/contract";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Field, Input } from "@/components/ui/Field.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useVerb } from "@/lib/use-verb.ts";

export function CreateKeyForm({ onMade }: { onMade: (made: NewKey) => void }) {
  const t = useTranslations("keys");
  const [name, setName] = useState("");
  const create = useVerb({
    run: () => call("POST", "/api/keys", { body: { name: name.trim() }, schema: NewKey }),
    touches: [keys.apiKeys],
    done: (made) => {
      setName("");
      onMade(made);
    },
    quiet: true,
  });
  return (
    <Panel>
      <form
        className="flex flex-col gap-3 sm:flex-row sm:items-end"
        onSubmit={(e) => {
          e.preventDefault();
          create.mutate();
        }}
      >
        <Field label={t("newName")} className="flex-1">
          {(aria) => (
            <Input
              {...aria}
              maxLength={80}
              placeholder={t("newNameExample")}
              data-testid={testIds.keyName}
              value={name}
              onChange={(e) => setName(e.target.value)}
            />
          )}
        </Field>
        <Button type="submit" variant="primary" data-testid={testIds.keyCreate} disabled={name.trim() === "" || create.isPending}>
          <Plus aria-hidden /> {t("create")}
        </Button>
      </form>
      {create.error ? (
        <div className="mt-3">
          <ErrorState error={create.error} />
        </div>
      ) : null}
    </Panel>
  );
}
