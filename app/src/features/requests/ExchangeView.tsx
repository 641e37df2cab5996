"use client";
import { useTranslations } from "use-intl";
import { CopyButton } from "@/components/CopyButton.tsx";
import { Panel } from "@/components/ui/Panel.tsx";
import { readExchange, type Said } from "./read-exchange.ts";

const roles = ["system", "user", "assistant", "tool"] as const;

/** What was asked and what came back, message by message; the raw JSON is folded below. */
export function ExchangeView({ exchange }: { exchange: { request: unknown; answer: unknown } }) {
  const t = useTranslations("requests");
  const { asked, answered } = readExchange(exchange);
  const raw = JSON.stringify(exchange, null, 2);
  return (
    <Panel title={t("exchange")} actions={<CopyButton text={raw} what={t("exchange")} />}>
      <ol className="flex flex-col gap-3">
        {asked.map((said, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a finished conversation, never reordered.
          <Message key={i} said={said} />
        ))}
        {answered === null ? null : <Message said={{ role: "assistant", text: answered }} isAnswer />}
      </ol>
      {answered === null ? <p className="text-quiet text-sm">{t("noText")}</p> : null}
      <details className="mt-4">
        <summary className="cursor-pointer text-quiet text-sm">{t("raw")}</summary>
        <pre className="mt-2 max-h-96 overflow-auto rounded-md bg-sunken p-3 font-mono text-xs leading-relaxed">{raw}</pre>
      </details>
    </Panel>
  );
}

function Message({ said, isAnswer }: { said: Said; isAnswer?: boolean }) {
  const t = useTranslations("requests");
  const role = roles.find((known) => known === said.role);
  return (
    <li className={isAnswer ? "rounded-md border border-gold/50 bg-gold-wash p-3" : "rounded-md bg-sunken p-3"}>
      <p className="mb-1 font-medium text-[0.8125rem] text-quiet">
        {isAnswer ? t("answer") : role ? t(`role.${role}`) : said.role}
      </p>
      <p className="whitespace-pre-wrap break-words text-sm">{said.text}</p>
    </li>
  );
}
