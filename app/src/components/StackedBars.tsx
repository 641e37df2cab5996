"use client";
import { useMemo } from "react";
import { Chart } from "./Chart.tsx";
import { largest, type Stack, stackedSeries } from "./stacked.ts";

interface StackedBarsProps {
  label: string;
  /** Words under the bars. */
  names: string[];
  stacks: Stack[];
  /** What is left over after the six largest is called so. */
  otherLabel: string;
  format: (value: number) => string;
}

export function StackedBars({ label, names, stacks, otherLabel, format }: StackedBarsProps) {
  const series = useMemo(() => stackedSeries(largest(stacks, 7, otherLabel)), [stacks, otherLabel]);
  const x = useMemo(() => names.map((_, i) => i), [names]);
  return <Chart label={label} x={x} series={series} height={260} bars format={format} formatX={(i) => names[i] ?? ""} />;
}
