"use client";
import type { Feedback, GiveFeedback } from "@sluice/agent/contract";
import { ThumbsDown, ThumbsUp } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ErrorState.tsx";
import { Button } from "@/components/ui/Button.tsx";
import { Field, Textarea } from "@/components/ui/Field.tsx";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { useVerb } from "@/lib/use-verb.ts";

interface FeedbackFormProps {
  requestId: string;
  /** What was answered: a correction begins with it. */
  answer: string;
  given: Pick<Feedback, "rating" | "correction" | "comment"> | null;
}

/** Thumbs at once; "how it should have been" when somebody takes the time. Raw material for the next training. */
export function FeedbackForm({ requestId, answer, given }: FeedbackFormProps) {
  const t = useTranslations("feedback");
  const [rating, setRating] = useState(given?.rating ?? null);
  const [correction, setCorrection] = useState(given?.correction ?? null);
  const [comment, setComment] = useState(given?.comment ?? "");
  const give = useVerb({
    run: (body: GiveFeedback) => call("POST", `/api/requests/${encodeURIComponent(requestId)}/feedback`, { body }),
    touches: [keys.requests],
    said: t("thanks"),
    quiet: true,
  });
  const send = (part: Partial<GiveFeedback>): void =>
    give.mutate({ rating, correction, comment: comment.trim() === "" ? null : comment, ...part });
  const rate = (next: "up" | "down"): void => {
    const value = rating === next ? null : next;
    setRating(value);
    send({ rating: value });
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        {(["up", "down"] as const).map((one) => {
          const Icon = one === "up" ? ThumbsUp : ThumbsDown;
          return (
            <Button
              key={one}
              size="sm"
              variant={rating === one ? "primary" : "outline"}
              aria-pressed={rating === one}
              disabled={give.isPending}
              onClick={() => rate(one)}
            >
              <Icon aria-hidden /> {t(`rating.${one}`)}
            </Button>
          );
        })}
        {correction === null ? (
          <Button size="sm" variant="ghost" onClick={() => setCorrection(answer)}>
            {t("correct")}
          </Button>
        ) : null}
      </div>
      {correction === null ? null : (
        <form
          className="flex flex-col gap-3"
          onSubmit={(e) => {
            e.preventDefault();
            send({});
          }}
        >
          <Field label={t("correction")} hint={t("correctionHint")}>
            {(aria) => <Textarea {...aria} rows={5} value={correction} onChange={(e) => setCorrection(e.target.value)} />}
          </Field>
          <Field label={t("comment")}>
            {(aria) => (
              <Textarea {...aria} rows={2} className="min-h-12" value={comment} onChange={(e) => setComment(e.target.value)} />
            )}
          </Field>
          <Button
            type="submit"
            size="sm"
            variant="primary"
            className="self-start"
            disabled={give.isPending || correction.trim() === ""}
          >
            {t("save")}
          </Button>
        </form>
      )}
      {give.error ? <ErrorState error={give.error} /> : null}
    </div>
  );
}
