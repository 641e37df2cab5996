"use client";
import { SluiceError } from "@sluice/agent/contract";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { useExplainError } from "@/lib/explain-error.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useFormat } from "@/lib/use-format.ts";
import { AnswerFeedback } from "./AnswerFeedback.tsx";
import type { Answer, Turn } from "./turn.ts";

export function Answers({ turns }: { turns: Turn[] }) {
  const t = useTranslations("playground");
  const end = useRef<HTMLDivElement>(null);
  const count = turns.length;
  useEffect(() => {
    if (count > 0) end.current?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }, [count]);
  if (count === 0)
    return (
      <p className="rounded-lg border border-line border-dashed px-6 py-12 text-center text-quiet text-sm">{t("nothingYet")}</p>
    );
  return (
    <div className="flex flex-col gap-6" aria-live="polite">
      {turns.map((turn, i) => {
        const last = i === count - 1;
        return (
          <article key={turn.id} className="flex flex-col gap-3">
            <h2 className="self-center rounded-full bg-sunken px-4 py-1.5 font-medium text-sm">{turn.prompt}</h2>
            <div className="grid gap-4 md:grid-cols-2">
              <AnswerBox answer={turn.left} testId={last ? testIds.answerLeft : undefined} />
              <AnswerBox answer={turn.right} testId={last ? testIds.answerRight : undefined} />
            </div>
          </article>
        );
      })}
      <div ref={end} />
    </div>
  );
}

function AnswerBox({ answer, testId }: { answer: Answer | null; testId: string | undefined }) {
  const t = useTranslations("playground");
  const f = useFormat();
  if (!answer) return <div className="max-md:hidden" />;
  const { tokens, seconds, firstSeconds } = answer;
  return (
    <section aria-label={answer.model} className="flex min-w-0 flex-col rounded-lg border border-line bg-surface p-4 shadow-card">
      <p className="mb-2 font-medium text-[0.8125rem] text-gold-text">
        {answer.model}
        {answer.deployment === null || answer.deployment === answer.model ? null : (
          <span className="ml-2 font-normal text-quiet">{t("answeredBy", { name: answer.deployment })}</span>
        )}
      </p>
      <div data-testid={testId} data-state={answer.state} className="min-h-6 flex-1 whitespace-pre-wrap break-words">
        {answer.text}
        {answer.state === "streaming" ? (
          <span aria-hidden className="ml-0.5 inline-block h-4 w-1.5 animate-pulse bg-gold align-text-bottom" />
        ) : null}
      </div>
      {answer.error ? <Failure answer={answer} /> : null}
      <p className="mt-3 min-h-5 text-[0.8125rem] text-quiet tabular-nums">
        {[
          tokens > 0 ? t("tokens", { count: tokens }) : null,
          tokens > 1 && seconds > 0 ? t("speed", { speed: f.number(tokens / seconds, 1) }) : null,
          firstSeconds === null ? null : t("first", { time: f.duration(firstSeconds) }),
          answer.stopped ? t("stopped") : null,
          answer.cutOff ? t("cutOff") : null,
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <AnswerFeedback answer={answer} />
    </section>
  );
}

function Failure({ answer }: { answer: Answer }) {
  const t = useTranslations("playground");
  const f = useFormat();
  const { title, detail, hint } = useExplainError()(answer.error);
  const seconds =
    answer.error instanceof SluiceError
      ? (answer.error.details as { retryAfterSeconds?: number } | undefined)?.retryAfterSeconds
      : undefined;
  return (
    <div role="alert" className="mt-2 rounded-md bg-bad-wash px-3 py-2 text-sm">
      <p className="font-medium text-bad">{title}</p>
      {detail ? <p className="text-quiet">{detail}</p> : null}
      {hint ? <p>{hint}</p> : null}
      {seconds ? <p>{t("retryIn", { time: f.duration(seconds) })}</p> : null}
    </div>
  );
}
