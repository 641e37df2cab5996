/** Prometheus' text format (version 0.0.4): families of samples in, text out. Pure. */
export interface Family {
  name: `sluice_${string}`;
  type: "gauge" | "counter";
  help: string;
  samples: readonly Sample[];
}
export interface Sample {
  labels: Readonly<Record<string, string>>;
  /** Null: not known now; it is left out, never a made-up zero. */
  value: number | null;
}

export function writeFamilies(families: readonly Family[]): string {
  return families.map(writeFamily).join("");
}

function writeFamily({ name, type, help, samples }: Family): string {
  const known = samples.flatMap(({ labels, value }) =>
    value === null || !Number.isFinite(value) ? [] : [`${name}${labelsOf(labels)} ${value}\n`],
  );
  return `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}\n${known.join("")}`;
}

function labelsOf(labels: Sample["labels"]): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value).replaceAll('"', '\\"')}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
