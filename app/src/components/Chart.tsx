"use client";
import { useEffect, useRef, useState } from "react";
import type uPlot from "uplot";
import { cn } from "@/lib/cn.ts";
import { useTheme } from "@/lib/preferences.ts";
import { chartOptions } from "./chart-options.ts";

export interface ChartSeries {
  label: string;
  values: (number | null)[];
  /** A CSS variable of globals.css. */
  color: string;
  width?: number;
  dash?: number[];
  points?: boolean;
  /** What is said of it where that is not what is drawn (stacked bars). */
  said?: (number | null)[];
  /** Said while nobody points at the chart; else the newest value. */
  atRest?: number;
}

interface ChartProps {
  label: string;
  x: number[];
  series: ChartSeries[];
  height?: number;
  bars?: boolean;
  format: (value: number) => string;
  /** Words of the x axis; without it x is a plain number. */
  formatX?: (x: number) => string;
}

/** uPlot, loaded when the first chart is drawn. Colours come from the theme; a changed theme draws anew. */
export function Chart({ label, x, series, height = 240, bars = false, format, formatX }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const data = useRef<uPlot.AlignedData>([x]);
  data.current = [x, ...series.map((s) => s.values)];
  const words = useRef({ format, formatX });
  words.current = { format, formatX };
  const theme = useTheme();
  const shape = `${theme}|${height}|${bars}|${series.map((s) => `${s.label}${s.color}`).join()}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape names everything options are made of; data goes through setData.
  useEffect(() => {
    const host = box.current;
    if (!host) return;
    let gone = false;
    const resize = new ResizeObserver(() => plot.current?.setSize({ width: host.clientWidth, height }));
    void import("uplot").then(({ default: UPlot }) => {
      if (gone) return;
      const look = {
        height,
        bars,
        format: (v: number) => words.current.format(v),
        formatX: formatX ? (v: number) => words.current.formatX?.(v) ?? "" : null,
        onCursor: setAt,
      };
      plot.current = new UPlot(chartOptions(UPlot, host, series, look), data.current, host);
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
  const pointed = at === null ? undefined : x[at];
  return (
    <figure className="min-w-0">
      <div ref={box} role="img" aria-label={summary(label, series, format)} style={{ height }} />
      <figcaption className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-[0.8125rem] text-quiet">
        {(bars ? series.toReversed() : series).map((s) => (
          <span key={s.label} className="inline-flex items-center gap-2">
            <span
              aria-hidden
              className={cn(bars ? "size-2.5 rounded-sm" : "w-5 border-t-2")}
              style={
                bars
                  ? { background: `var(${s.color})` }
                  : { borderColor: `var(${s.color})`, borderTopStyle: s.dash ? "dashed" : "solid" }
              }
            />
            {s.label}
            <b className="font-medium text-ink tabular-nums">{saidOf(s, at, format)}</b>
          </span>
        ))}
        {formatX && pointed !== undefined ? <span className="ml-auto tabular-nums">{formatX(pointed)}</span> : null}
      </figcaption>
    </figure>
  );
}

function saidOf(s: ChartSeries, at: number | null, format: (v: number) => string): string {
  const values = s.said ?? s.values;
  const value = at === null ? (s.atRest ?? values.findLast((v) => v !== null)) : values[at];
  return value === undefined || value === null ? "–" : format(value);
}

const summary = (label: string, series: ChartSeries[], format: (v: number) => string): string =>
  `${label}: ${series.map((s) => `${s.label} ${saidOf(s, null, format)}`).join(", ")}`;
