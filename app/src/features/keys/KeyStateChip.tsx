"use client";
import type { Key } from "@sluice/agent/contract";
import { CircleCheck, CirclePause, CircleSlash, Clock, RefreshCw } from "lucide-react";
import { useTranslations } from "use-intl";
import { Chip } from "@/components/ui/Chip.tsx";
import { type KeyState, stateOf } from "./key-state.ts";

const looks = {
  active: { tone: "good", icon: CircleCheck },
  rotating: { tone: "info", icon: RefreshCw },
  disabled: { tone: "warn", icon: CirclePause },
  expired: { tone: "neutral", icon: Clock },
  revoked: { tone: "neutral", icon: CircleSlash },
} as const satisfies Record<KeyState, object>;

export function KeyStateChip({ of: key }: { of: Key }) {
  const t = useTranslations("keys.state");
  const state = stateOf(key, Date.now());
  return <Chip {...looks[state]}>{t(state)}</Chip>;
}
