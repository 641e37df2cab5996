"use client";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { FeedbackForm } from "@/features/requests/FeedbackForm.tsx";
import { useProjects } from "@/features/settings/use-projects.ts";
import { useSession } from "@/lib/session.ts";
import type { Answer } from "./turn.ts";

/** A person's word on an answer, where the project keeps answers; else only the way to the request. */
export function AnswerFeedback({ answer }: { answer: Answer }) {
  const t = useTranslations("playground");
  const projectId = useSession().data?.member?.projectId;
  const project = useProjects().data?.data.find((p) => p.id === projectId);
  const { requestId, state, text } = answer;
  if (requestId === null || state === "streaming") return null;
  return (
    <div className="mt-3 flex flex-col gap-3 border-line border-t pt-3">
      {project?.logRetentionDays != null && state === "done" ? (
        <FeedbackForm requestId={requestId} answer={text} given={null} />
      ) : null}
      <Link
        href={`/requests/${encodeURIComponent(requestId)}`}
        prefetch={false}
        className="text-[0.8125rem] text-quiet hover:underline"
      >
        {t("toRequest")}
      </Link>
    </div>
  );
}
