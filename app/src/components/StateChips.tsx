"use client";
import { DeploymentState, type JobState } from "@sluice/agent/contract";
import {
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleSlash,
  CircleStop,
  Clock,
  LoaderCircle,
  type LucideIcon,
  Moon,
  RotateCw,
  TriangleAlert,
} from "lucide-react";
import { useTranslations } from "use-intl";
import { Chip, type Tone } from "./ui/Chip.tsx";

type Look = { tone: Tone; icon: LucideIcon; spin?: boolean };

const jobLooks: Record<JobState, Look> = {
  queued: { tone: "neutral", icon: Clock },
  preparing: { tone: "info", icon: LoaderCircle, spin: true },
  running: { tone: "gold", icon: LoaderCircle, spin: true },
  pausing: { tone: "neutral", icon: CirclePause },
  paused: { tone: "warn", icon: CirclePause },
  stopping: { tone: "neutral", icon: CircleStop },
  succeeded: { tone: "good", icon: CircleCheck },
  failed: { tone: "bad", icon: TriangleAlert },
  cancelled: { tone: "neutral", icon: CircleSlash },
};

const deploymentLooks: Record<DeploymentState, Look> = {
  stopped: { tone: "neutral", icon: CircleStop },
  waiting: { tone: "neutral", icon: Clock },
  starting: { tone: "info", icon: LoaderCircle, spin: true },
  ready: { tone: "good", icon: CircleCheck },
  restarting: { tone: "warn", icon: RotateCw },
  stopping: { tone: "neutral", icon: CircleDashed },
  "needs-attention": { tone: "bad", icon: TriangleAlert },
  asleep: { tone: "neutral", icon: Moon },
  waking: { tone: "info", icon: LoaderCircle, spin: true },
};

export function JobStateChip({ state, testId }: { state: JobState; testId?: string }) {
  const t = useTranslations("jobs.state");
  return (
    <Chip {...jobLooks[state]} data-testid={testId} data-state={state}>
      {t(state)}
    </Chip>
  );
}

export function DeploymentStateChip({ state, testId }: { state: DeploymentState; testId?: string }) {
  const t = useTranslations("deployments.state");
  return (
    <Chip {...deploymentLooks[state]} data-testid={testId} data-state={state}>
      {t(state)}
    </Chip>
  );
}

/** For a state that came as plain text; one this console does not know is shown as it is. */
export function AnyDeploymentStateChip({ state }: { state: string }) {
  const known = DeploymentState.safeParse(state);
  return known.success ? <DeploymentStateChip state={known.data} /> : <Chip>{state}</Chip>;
}
