/** A profile of V8 as a flame graph: one SVG file anybody's browser shows, the time of each function as a share of the busy time. */
interface CallFrame {
  functionName: string;
  url: string;
  lineNumber: number;
}
export interface CpuProfile {
  nodes: { id: number; callFrame: CallFrame; children?: number[] }[];
  samples: number[];
  /** Microseconds before each sample. */
  timeDeltas: number[];
}
interface Flame {
  name: string;
  kind: "ours" | "node" | "native";
  us: number;
  children: Map<string, Flame>;
}

const [width, rowHeight, leastPx, textPx, letterPx] = [1200, 17, 0.6, 36, 6.6];
const fill = { ours: "#d97706", node: "#93a4b8", native: "#cbd5e1" };

/** The part of the profile between two shares of its samples: what V8 had not yet compiled at the beginning is left out. */
export function flameSvg(profile: CpuProfile, title: string, [from, to]: readonly [number, number]): string {
  const root = treeOf(profile, from, to);
  const boxes: string[] = [];
  let depth = 0;
  const draw = (flame: Flame, x: number, row: number): void => {
    const px = (flame.us / root.us) * width;
    if (px < leastPx) return;
    depth = Math.max(depth, row);
    boxes.push(boxOf(flame, x, px, row, (100 * flame.us) / root.us));
    let at = x;
    for (const child of [...flame.children.values()].sort((a, b) => b.us - a.us)) {
      draw(child, at, row + 1);
      at += (child.us / root.us) * width;
    }
  };
  draw(root, 0, 0);
  const height = (depth + 3) * rowHeight;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="11">`;
  const words = `<text x="4" y="13" font-size="13">${escaped(title)}: orange is ours, grey is Node, light is native code and the kernel</text>`;
  return `${head}\n<title>${escaped(title)}</title>\n<rect width="100%" height="100%" fill="#fff"/>\n${words}\n${boxes.join("\n")}\n</svg>\n`;
}

function treeOf({ nodes, samples, timeDeltas }: CpuProfile, from: number, to: number): Flame {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parentOf = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const root: Flame = { name: "all busy time", kind: "native", us: 0, children: new Map() };
  for (let n = Math.floor(samples.length * from); n < samples.length * to; n++) {
    const us = timeDeltas[n] ?? 0;
    const stack: CallFrame[] = [];
    for (let id: number | undefined = samples[n]; id !== undefined; id = parentOf.get(id)) {
      const frame = byId.get(id)?.callFrame;
      if (frame && frame.functionName !== "(root)") stack.unshift(frame);
    }
    if (stack.at(-1)?.functionName === "(idle)") continue;
    root.us += us;
    let at = root;
    for (const frame of stack) at = step(at, frame, us);
  }
  return root;
}

function step(at: Flame, { functionName, url, lineNumber }: CallFrame, us: number): Flame {
  const file = url.split("/").at(-1) ?? "";
  const place = file === "" ? "" : ` ${file.replace("node:", "")}:${lineNumber + 1}`;
  const name = `${functionName || "(anonymous)"}${place}`;
  const kind = url.startsWith("file:") ? "ours" : url.startsWith("node:") ? "node" : "native";
  const child = at.children.get(name) ?? { name, kind, us: 0, children: new Map() };
  at.children.set(name, child);
  child.us += us;
  return child;
}

function boxOf({ name, kind }: Flame, x: number, px: number, row: number, percent: number): string {
  const y = (row + 1.5) * rowHeight;
  const said = `<title>${escaped(name)} ${percent.toFixed(1)} %</title>`;
  const box = `<rect x="${x.toFixed(1)}" y="${y}" width="${px.toFixed(1)}" height="${rowHeight - 1}" fill="${fill[kind]}">${said}</rect>`;
  if (px < textPx) return box;
  const shown = escaped(`${percent.toFixed(1)} ${name}`.slice(0, Math.floor(px / letterPx)));
  return `${box}<text x="${(x + 2).toFixed(1)}" y="${y + 12}" pointer-events="none">${shown}</text>`;
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
