/** Groups on top of each other. Pure; StackedBars draws what comes out. */
import type { ChartSeries } from "./Chart.tsx";

export interface Stack {
  label: string;
  values: number[];
}

/** Told apart by more than hue: lightness differs between neighbours, and the legend names them from the foot of the pile up. */
const colors = ["--gold", "--info", "--good", "--bad", "--quiet", "--warn", "--line-strong"] as const;

/** The largest first, at the foot of the pile; what is left becomes one group. */
export function largest(stacks: Stack[], most: number, otherLabel: string): Stack[] {
  const sorted = stacks.toSorted((a, b) => sum(b.values) - sum(a.values));
  if (sorted.length <= most) return sorted;
  const rest = sorted.slice(most - 1);
  const values = (rest[0]?.values ?? []).map((_, i) => sum(rest.map((s) => s.values[i] ?? 0)));
  return [...sorted.slice(0, most - 1), { label: otherLabel, values }];
}

/** Each series is drawn as high as all up to it; the highest comes first, so that the lower ones are painted over it. */
export function stackedSeries(stacks: Stack[]): ChartSeries[] {
  const floor: number[] = [];
  return stacks
    .map((stack, i): ChartSeries => {
      for (const [n, value] of stack.values.entries()) floor[n] = (floor[n] ?? 0) + value;
      const color = colors[i % colors.length] ?? "--quiet";
      return { label: stack.label, color, values: [...floor], said: stack.values, atRest: sum(stack.values) };
    })
    .reverse();
}

const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
