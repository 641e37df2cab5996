import { expect, it } from "vitest";
import { writeFamilies } from "./exposition.ts";

it("writes help, type and a line a sample; what is not known is left out", () => {
  const text = writeFamilies([
    {
      ...{ name: "sluice_x_bytes", type: "gauge", help: "Bytes \\ of\nx." },
      samples: [
        { labels: {}, value: 1.5e9 },
        { labels: { card: 'a "b" \\ c\nd', state: "ok" }, value: 0 },
        { labels: { card: "silent" }, value: null },
        { labels: { card: "mad" }, value: Number.NaN },
      ],
    },
    { name: "sluice_y_total", type: "counter", help: "None yet.", samples: [] },
  ]);
  expect(text).toBe(
    "# HELP sluice_x_bytes Bytes \\\\ of\\nx.\n# TYPE sluice_x_bytes gauge\nsluice_x_bytes 1500000000\n" +
      'sluice_x_bytes{card="a \\"b\\" \\\\ c\\nd",state="ok"} 0\n' +
      "# HELP sluice_y_total None yet.\n# TYPE sluice_y_total counter\n",
  );
});
