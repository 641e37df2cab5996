import type uPlot from "uplot";
import type { ChartSeries } from "./Chart.tsx";

export interface ChartLook {
  height: number;
  /** Bars stand on whole numbers (0, 1, 2 …); their words come from `formatX`. */
  bars: boolean;
  format: (value: number) => string;
  formatX: ((x: number) => string) | null;
  /** The pointer stands over this index, or nowhere. */
  onCursor: (index: number | null) => void;
}

/** Colours come from the theme's variables at the moment of drawing. */
export function chartOptions(UPlot: typeof uPlot, host: HTMLElement, series: ChartSeries[], look: ChartLook): uPlot.Options {
  const css = getComputedStyle(document.documentElement);
  const color = (name: string): string => css.getPropertyValue(name).trim();
  const axis = {
    stroke: color("--quiet"),
    grid: { stroke: color("--line"), width: 1 },
    ticks: { show: false },
    font: "11px system-ui, sans-serif",
  };
  const { formatX, bars } = look;
  const xWords = formatX ? { values: (_: uPlot, ticks: number[]) => ticks.map(formatX) } : {};
  const whole = bars ? { incrs: [1, 2, 5, 10, 20, 50, 100] } : {};
  const drawBars = bars ? UPlot.paths.bars?.({ size: [0.72, 64] }) : undefined;
  return {
    width: host.clientWidth,
    height: look.height,
    scales: {
      x: { time: false, ...(bars ? { range: (_: uPlot, min: number, max: number) => [min - 0.5, max + 0.5] } : {}) },
      // Counts begin at nothing: a chart that cuts its foot off lies.
      ...(bars ? { y: { range: (_: uPlot, __: number, max: number) => [0, max > 0 ? max * 1.08 : 1] } } : {}),
    },
    legend: { show: false },
    cursor: { y: false, points: { show: !bars, size: 6 } },
    hooks: { setCursor: [(plot) => look.onCursor(plot.cursor.idx ?? null)] },
    axes: [
      { ...axis, space: 70, size: 28, ...whole, ...xWords },
      { ...axis, size: 56, space: 36, values: (_, ticks) => ticks.map(look.format) },
    ],
    series: [
      {},
      ...series.map((s) => ({
        label: s.label,
        stroke: color(s.color),
        width: bars ? 0 : (s.width ?? 1.5),
        spanGaps: true,
        points: { show: s.points ?? false, size: 6, fill: color("--surface") },
        ...(s.dash ? { dash: s.dash } : {}),
        ...(drawBars ? { fill: color(s.color), paths: drawBars } : {}),
      })),
    ],
  };
}
