/** What is measured, under which name. Pure; docs/metrics.md says the same, and a test holds them together. */
import { CardCondition, type CardState } from "../../contract/card.ts";
import { DeploymentState } from "../../contract/deployment.ts";
import { type Run, RunKind, RunPhase } from "../../contract/run.ts";
import type { Family, Sample } from "./exposition.ts";
import type { RouteTotals } from "./usage-totals.ts";

export interface Facts {
  version: string;
  now: number;
  startedAt: number;
  cards: readonly CardState[];
  runs: readonly Pick<Run, "kind" | "phase" | "createdAt">[];
  replicas: readonly { deployment: string; state: DeploymentState }[];
  totals: readonly RouteTotals[];
  rollouts: readonly { route: string; percent: number }[];
  disk: { freeBytes: number; totalBytes: number };
  attention: readonly { severity: string }[];
  leftOver: number;
}

const gauge = (name: Family["name"], help: string, samples: Sample[]): Family => ({ name, type: "gauge", help, samples });
const counter = (name: Family["name"], help: string, samples: Sample[]): Family => ({ name, type: "counter", help, samples });
const one = (value: number | null, labels: Sample["labels"] = {}): Sample[] => [{ labels, value }];

export const familiesOf = (facts: Facts): Family[] => [
  gauge("sluice_build_info", "Always 1; the version is a label.", one(1, { version: facts.version })),
  gauge("sluice_start_time_seconds", "When the agent was started, in seconds since 1970.", one(facts.startedAt / 1000)),
  ...cardFamilies(facts.cards),
  ...runFamilies(facts),
  ...deploymentFamilies(facts.replicas),
  ...usageFamilies(facts.totals),
  gauge(
    "sluice_rollout_percent",
    "Share of a route's callers that its canary has; no sample: no rollout is under way.",
    facts.rollouts.map(({ route, percent }) => ({ labels: { route }, value: percent })),
  ),
  gauge("sluice_rollouts", "Rollouts under way.", one(facts.rollouts.length)),
  gauge("sluice_disk_free_bytes", "Free on the disk of the data folder.", one(facts.disk.freeBytes)),
  gauge("sluice_disk_total_bytes", "Size of the disk of the data folder.", one(facts.disk.totalBytes)),
  gauge(
    "sluice_attention",
    "Findings on the home page, by severity.",
    ["info", "warning", "error"].map((severity) => ({
      labels: { severity },
      value: facts.attention.filter((finding) => finding.severity === severity).length,
    })),
  ),
  gauge("sluice_left_over_runs", "Runs whose processes live and which the box does not know any more.", one(facts.leftOver)),
];

function cardFamilies(cards: readonly CardState[]): Family[] {
  const labels = ({ id, name, accelerator }: CardState) => ({ card: id, name, accelerator });
  const each = (value: (card: CardState) => number | null): Sample[] =>
    cards.map((card) => ({ labels: labels(card), value: value(card) }));
  const leased = (card: CardState) => card.leases.reduce((sum, lease) => sum + lease.memoryBytes, 0);
  const memory = "sluice_card_memory";
  return [
    gauge(
      `${memory}_total_bytes`,
      "Memory of the card.",
      each((card) => card.memoryBytes),
    ),
    gauge(
      `${memory}_leasable_bytes`,
      "What the ledger may give away of it.",
      each((card) => card.leasableBytes),
    ),
    gauge(`${memory}_leased_bytes`, "Held by leases.", each(leased)),
    gauge(
      `${memory}_stranger_bytes`,
      "Held by processes without a lease.",
      each((card) => card.strangerBytes ?? 0),
    ),
    gauge(
      `${memory}_free_bytes`,
      "Leasable, less leases, less strangers.",
      each((card) => card.freeBytes),
    ),
    gauge(
      `${memory}_used_bytes`,
      "Used, as the card reads.",
      each((card) => card.sample?.memoryUsedBytes ?? null),
    ),
    gauge(
      "sluice_card_load_ratio",
      "How busy the card is, 0 to 1.",
      each((card) => (card.sample?.loadPercent == null ? null : card.sample.loadPercent / 100)),
    ),
    gauge(
      "sluice_card_power_watts",
      "Power the card draws.",
      each((card) => card.sample?.powerWatts ?? null),
    ),
    gauge(
      "sluice_card_temperature_celsius",
      "Temperature of the card.",
      each((card) => card.sample?.temperatureC ?? null),
    ),
    gauge(
      "sluice_card_state",
      "1 for the state the card is in, 0 for the others.",
      cards.flatMap((card) =>
        CardCondition.options.map((state) => ({
          labels: { ...labels(card), state },
          value: Number((card.condition?.state ?? "ok") === state),
        })),
      ),
    ),
  ];
}

function runFamilies({ runs, now }: Facts): Family[] {
  const waiting = runs.filter((run) => run.phase === "waiting");
  const ageSeconds = waiting.map((run) => Math.max(0, now - Date.parse(run.createdAt)) / 1000);
  const living = RunPhase.options.filter((phase) => phase !== "ended");
  return [
    gauge(
      "sluice_runs",
      "Runs that have not ended, by kind and phase.",
      RunKind.options.flatMap((kind) =>
        living.map((phase) => ({
          labels: { kind, phase },
          value: runs.filter((run) => run.kind === kind && run.phase === phase).length,
        })),
      ),
    ),
    gauge("sluice_queue_length", "Runs that wait for a card.", one(waiting.length)),
    gauge(
      "sluice_queue_longest_wait_seconds",
      "How long the one that waits longest has waited.",
      one(Math.max(0, ...ageSeconds)),
    ),
    gauge(
      "sluice_queue_waited_seconds",
      "How long those that wait have waited, together.",
      one(ageSeconds.reduce((a, b) => a + b, 0)),
    ),
  ];
}

function deploymentFamilies(replicas: Facts["replicas"]): Family[] {
  const byDeployment = Map.groupBy(replicas, (replica) => replica.deployment);
  const states = DeploymentState.options;
  const bestOf = (all: Facts["replicas"]) =>
    all.some(({ state }) => state === "ready") ? "ready" : (all[0]?.state ?? "stopped");
  const standings = [...byDeployment.values()].map(bestOf);
  return [
    gauge(
      "sluice_deployments",
      "Deployments by state; ready as soon as one of its replicas is.",
      states.map((state) => ({ labels: { state }, value: standings.filter((standing) => standing === state).length })),
    ),
    gauge(
      "sluice_replicas",
      "Replicas by deployment and state.",
      [...byDeployment].flatMap(([deployment, all]) =>
        states.map((state) => ({ labels: { deployment, state }, value: all.filter((one) => one.state === state).length })),
      ),
    ),
  ];
}

function usageFamilies(totals: Facts["totals"]): Family[] {
  const since = "since the hour in which the agent was started";
  const each = (value: (one: RouteTotals) => number): Sample[] =>
    totals.map((total) => ({ labels: { route: total.route }, value: value(total) }));
  return [
    counter(
      "sluice_requests_total",
      `Requests answered, by route, ${since}.`,
      each((of) => of.requests),
    ),
    counter(
      "sluice_requests_failed_total",
      `Of these, those that failed (a client that hung up has not).`,
      each((of) => of.failed),
    ),
    counter(
      "sluice_prompt_tokens_total",
      `Tokens asked, by route, ${since}.`,
      each((of) => of.prompt),
    ),
    counter(
      "sluice_cached_tokens_total",
      `Of these, those an engine still knew.`,
      each((of) => of.cached),
    ),
    counter(
      "sluice_completion_tokens_total",
      `Tokens answered, by route, ${since}.`,
      each((of) => of.completion),
    ),
  ];
}
