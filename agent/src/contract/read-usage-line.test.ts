import { expect, it } from "vitest";
import { readUsageLine } from "./read-usage-line.ts";
import { UsageLine } from "./snapshot.ts";

const call = { id: "req_1", at: 5, key: "k", project: "p", route: "r", model: "m", deployment: "d", path: "/v1/completions" };
const open = { t: "open", ...call, reserve: 9, prompt: 3, price: { input: 1, output: 2, cached: 0 } };
const end = {
  ...{ t: "end", ...call, status: 200, prompt: 3, completion: 4, cached: 0, cost: 11, stream: true, queueMs: 0.5 },
  ...{ firstMs: null, totalMs: 7, tries: 1, estimated: false, cut: null, log: null },
};
const mark = { t: "mark", id: "req_1", at: 6, completion: 2 };
const event = {
  ...{ t: "event", id: "evt_1", at: 5, kind: "ejected", route: null, rolloutId: null, deployment: "d", why: "w" },
  ...{ requests: 1, failures: 1 },
};

it.each([
  open,
  { ...open, price: null },
  end,
  { ...end, firstMs: 3, cut: "client", log: "a:0:1", failedOn: ["d2"] },
  mark,
  event,
])("takes what the contract takes: %j", (line) => expect(readUsageLine(JSON.stringify(line))).toEqual(UsageLine.parse(line)));

/** Each field in turn missing, and of another kind: whatever the contract refuses is refused here too. */
const spoilt = [open, { ...end, failedOn: [] }, mark, event].flatMap((line) =>
  Object.keys(line).flatMap((name) => [
    { ...line, [name]: undefined },
    { ...line, [name]: { a: 1 } },
    ...(typeof (line as Record<string, unknown>)[name] === "number" ? [{ ...line, [name]: "7" }] : []),
  ]),
);
it.each(spoilt.filter((line) => !UsageLine.safeParse(line).success && (line as { route?: unknown }).route !== undefined))(
  "leaves out %j",
  (line) => expect(readUsageLine(JSON.stringify(line))).toBeNull(),
);
it.each(["", "{", "null", "7", '"open"', "[]", "\0\0", '{"t":"end"}'])("leaves out %j", (text) =>
  expect(readUsageLine(text)).toBeNull(),
);
