"use client";
import { useEffect, useRef } from "react";
import type uPlot from "uplot";
import { useTheme } from "@/lib/preferences.ts";

export interface ChartSeries {
  label: string;
  values: (number | null)[];
  /** A CSS variable of globals.css. */
  color: string;
  width?: number;
  dash?: number[];
  points?: boolean;
}

interface ChartProps {
  label: string;
  x: number[];
  series: ChartSeries[];
  height?: number;
  format: (value: number) => string;
}

/** uPlot, loaded when the first chart is drawn. Colours come from the theme; a changed theme draws anew. */
export function Chart({ label, x, series, height = 240, format }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const data = useRef<uPlot.AlignedData>([x]);
  data.current = [x, ...series.map((s) => s.values)];
  const theme = useTheme();
  const shape = `${theme}|${height}|${series.map((s) => `${s.label}${s.color}`).join()}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape names everything options are made of; data goes through setData.
  useEffect(() => {
    const host = box.current;
    if (!host) return;
    let gone = false;
    const resize = new ResizeObserver(() => plot.current?.setSize({ width: host.clientWidth, height }));
    void import("uplot").then(({ default: UPlot }) => {
      if (gone) return;
      plot.current = new UPlot(optionsOf(host, series, height, format), data.current, host);
      resize.observe(host);
    });
    return () => {
      gone = true;
      resize.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape]);
  useEffect(() => plot.current?.setData([x, ...series.map((s) => s.values)]), [x, series]);
  return (
    <figure className="min-w-0">
      <div ref={box} role="img" aria-label={summary(label, series, format)} style={{ height }} />
      <figcaption className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-[0.8125rem] text-quiet">
        {series.map((s) => (
          <span key={s.label} className="inline-flex items-center gap-2">
            <span
              aria-hidden
              className="w-5 border-t-2"
              style={{ borderColor: `var(${s.color})`, borderTopStyle: s.dash ? "dashed" : "solid" }}
            />
            {s.label}
            <b className="font-medium text-ink tabular-nums">{lastOf(s, format)}</b>
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

const lastOf = (s: ChartSeries, format: (v: number) => string): string => {
  const value = s.values.findLast((v) => v !== null);
  return value === undefined || value === null ? "–" : format(value);
};

const summary = (label: string, series: ChartSeries[], format: (v: number) => string): string =>
  `${label}: ${series.map((s) => `${s.label} ${lastOf(s, format)}`).join(", ")}`;

function optionsOf(host: HTMLElement, series: ChartSeries[], height: number, format: (v: number) => string): uPlot.Options {
  const css = getComputedStyle(document.documentElement);
  const color = (name: string): string => css.getPropertyValue(name).trim();
  const axis = {
    stroke: color("--quiet"),
    grid: { stroke: color("--line"), width: 1 },
    ticks: { show: false },
    font: "11px system-ui, sans-serif",
  };
  return {
    width: host.clientWidth,
    height,
    scales: { x: { time: false } },
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    axes: [
      { ...axis, space: 70, size: 28 },
      { ...axis, size: 56, space: 36, values: (_, ticks) => ticks.map(format) },
    ],
    series: [
      {},
      ...series.map((s) => ({
        label: s.label,
        stroke: color(s.color),
        width: s.width ?? 1.5,
        spanGaps: true,
        points: { show: s.points ?? false, size: 6, fill: color("--surface") },
        ...(s.dash ? { dash: s.dash } : {}),
      })),
    ],
  };
}
