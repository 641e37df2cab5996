import { expect, it } from "vitest";
import { flameSvg } from "./flame.ts";

const frame = (functionName: string, url = "") => ({ functionName, url, lineNumber: 6 });

it("draws each function as wide as its share of the busy time, without what is idle or before the steady part", () => {
  const nodes = [
    { id: 1, callFrame: frame("(root)"), children: [2, 4] },
    { id: 2, callFrame: frame("take", "file:///x/y.ts"), children: [3] },
    { id: 3, callFrame: frame("a<b", "node:net") },
    { id: 4, callFrame: frame("(idle)") },
  ];
  const svg = flameSvg({ nodes, samples: [3, 2, 3, 3, 3, 4], timeDeltas: [999, 10, 10, 10, 10, 500] }, "It", [1 / 6, 1]);
  const widths = [...svg.matchAll(/width="([\d.]+)" height="16".*?<title>(.*?)<\/title>/g)].map(([, px, name]) => [name, px]);
  expect(widths).toEqual([
    ["all busy time 100.0 %", "1200.0"],
    ["take y.ts:7 100.0 %", "1200.0"],
    ["a&lt;b net:7 75.0 %", "900.0"],
  ]);
});
