import type { DeploymentState } from "../../contract/deployment.ts";

/** What a person sees first: can it answer, is it on its way, what is wrong. */
const bestFirst: readonly DeploymentState[] = [
  ...(["ready", "starting", "waking", "waiting", "restarting", "needs-attention", "stopping", "asleep", "stopped"] as const),
];
export const bestOf = (states: readonly DeploymentState[]): DeploymentState =>
  bestFirst.find((state) => states.includes(state)) ?? "stopped";
