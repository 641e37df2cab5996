/** The canary picture as lines: the new one gold and whole, the old one blue and dashed, so that colour is never the only sign. Pure. */
import type { RouteLive } from "@sluice/agent/contract";
import type { ChartSeries } from "@/components/Chart.tsx";

interface LiveSeries {
  /** Epoch seconds. */
  x: number[];
  requests: ChartSeries[];
  failed: ChartSeries[];
  firstMs: ChartSeries[];
  total: number;
}
const others = ["--info", "--good", "--quiet", "--warn"] as const;
const dashes = [[6, 4], [2, 3], [8, 3, 2, 3], []];

export function liveSeries(live: RouteLive, labelOf: (id: string) => string, canaryId: string | null): LiveSeries {
  const looks = new Map(live.targets.map((target, i) => [target.deploymentId, lookOf(target.deploymentId, i, canaryId)]));
  const lines = (pick: (target: RouteLive["targets"][number]) => (number | null)[]): ChartSeries[] =>
    live.targets.map((target) => ({
      label: labelOf(target.deploymentId),
      values: pick(target),
      ...(looks.get(target.deploymentId) ?? { color: "--quiet" }),
    }));
  return {
    x: live.at.map((at) => at / 1000),
    requests: lines((target) => target.requests),
    failed: lines((target) => target.failed),
    firstMs: lines((target) => target.firstMs),
    total: live.targets.reduce((sum, target) => sum + target.requests.reduce((a, b) => a + b, 0), 0),
  };
}

function lookOf(id: string, index: number, canaryId: string | null): Pick<ChartSeries, "color" | "width" | "dash"> {
  if (id === canaryId || (canaryId === null && index === 0)) return { color: "--gold-strong", width: 2.25 };
  const dash = dashes[index % dashes.length];
  return { color: others[index % others.length] ?? "--quiet", width: 1.5, ...(dash && dash.length > 0 ? { dash } : {}) };
}
