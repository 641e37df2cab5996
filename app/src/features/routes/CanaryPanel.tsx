"use client";
import type { Rollout, Route, RouteLive } from "@sluice/agent/contract";
import { CircleCheck, Clock, Hourglass, LoaderCircle, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Panel } from "@/components/ui/Panel.tsx";
import { Progress } from "@/components/ui/Progress.tsx";
import { cn } from "@/lib/cn.ts";
import { testIds } from "@/lib/test-ids.ts";
import { useFormat } from "@/lib/use-format.ts";
import { Comparison } from "./Comparison.tsx";
import { RolloutActions } from "./RolloutActions.tsx";
import { type Standing, standingOf, stepsOf } from "./rollout-standing.ts";
import { StepLadder } from "./StepLadder.tsx";

interface CanaryPanelProps {
  route: Route;
  rollout: Rollout;
  live: RouteLive | undefined;
}

/** The rollout under way: which step, what the next one waits for, old against new. */
export function CanaryPanel({ route, rollout, live }: CanaryPanelProps) {
  const t = useTranslations("rollout");
  const standing = standingOf(rollout, live, Date.now());
  const next = stepsOf(rollout.rules).find((percent) => percent > rollout.percent) ?? null;
  return (
    <Panel
      title={t("title", { model: rollout.modelName })}
      note={
        <Link href={`/deployments/${rollout.canaryId}`} prefetch={false} className="hover:underline">
          {t("toCanary")}
        </Link>
      }
      actions={<RolloutActions route={route} rollout={rollout} next={next} />}
      data-testid={testIds.canaryPicture}
    >
      <div className="flex flex-col gap-6">
        <StepLadder rollout={rollout} />
        <VerdictLine verdict={standing.verdict} />
        {rollout.state === "running" ? <Wants standing={standing} next={next} /> : null}
        {rollout.state === "running" ? <Comparison route={route} rollout={rollout} standing={standing} /> : null}
        <p className="text-[0.8125rem] text-quiet">
          {t("rules", {
            error: Math.round(rollout.rules.maxExtraErrorRate * 100),
            ratio: rollout.rules.maxLatencyRatio,
          })}
        </p>
      </div>
    </Panel>
  );
}

const looks = {
  attaching: { icon: LoaderCircle, tone: "text-info" },
  "too-few": { icon: Hourglass, tone: "text-quiet" },
  waits: { icon: Clock, tone: "text-good" },
  fine: { icon: CircleCheck, tone: "text-good" },
  failing: { icon: TriangleAlert, tone: "text-bad" },
  slow: { icon: TriangleAlert, tone: "text-bad" },
} as const satisfies Record<Standing["verdict"], object>;

function VerdictLine({ verdict }: { verdict: Standing["verdict"] }) {
  const t = useTranslations("rollout.verdict");
  const { icon: Icon, tone } = looks[verdict];
  return (
    <p role="status" className={cn("flex items-center gap-2 font-medium", tone)}>
      <Icon aria-hidden className={cn("size-4 shrink-0", verdict === "attaching" && "animate-spin")} /> {t(verdict)}
    </p>
  );
}

/** Two counts that must both be full before the next step. */
function Wants({ standing, next }: { standing: Standing; next: number | null }) {
  const t = useTranslations("rollout");
  const f = useFormat();
  const { requests, seconds } = standing;
  const parts = [
    {
      id: "requests",
      words: t("wantsRequests", { have: f.number(Math.min(requests.have, requests.need)), need: f.number(requests.need) }),
      value: requests.have / requests.need,
    },
    {
      id: "seconds",
      words: t("wantsSeconds", { have: f.duration(Math.min(seconds.have, seconds.need)), need: f.duration(seconds.need) }),
      value: seconds.need === 0 ? 1 : seconds.have / seconds.need,
    },
  ];
  return (
    <div>
      <p className="mb-2 text-sm">{next === null ? t("wantsEnd") : t("wantsNext", { percent: next })}</p>
      <div className="grid gap-4 sm:grid-cols-2">
        {parts.map((part) => (
          <div key={part.id}>
            <Progress value={part.value} label={part.words} />
            <p className="mt-1 text-[0.8125rem] text-quiet tabular-nums">{part.words}</p>
          </div>
        ))}
      </div>
    </div>
  );
}
