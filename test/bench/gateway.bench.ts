/** The gateway's speed and exactness beside its peers: see gateway/README.md for sides, parts and names of ratios. */
import type { Arm } from "./gateway/arm.ts";
import type { Asked, Bench, Figures, Round } from "./bench.ts";
import { median, ratioOf } from "./bench.ts";
import { type Mock, startMock } from "./gateway/mock.ts";
import { ours } from "./gateway/our-gateway.ts";
import { peers } from "./gateway/peers.ts";
import { prepareTools, type Tools, versions } from "./gateway/prepare.ts";
import { measureRequests } from "./gateway/requests.ts";

/** A machine that cannot ask the engine itself this often has other things to do. */
const soundDirectRps = 50_000;
const arms = new Map<string, Arm>([...peers, ours].map((arm) => [arm.name, arm]));
let tools: Tools;
let mock: Mock;
let asked: Asked;
const does = (part: string) => asked.only.length === 0 || asked.only.includes(part);

export const bench: Bench = {
  name: "gateway",
  rounds: 3,
  sides: [...arms.keys()],
  parts: ["rps"],
  async prepare(work, wanted) {
    asked = wanted;
    tools = await prepareTools(work, wanted.sides.length === 0 ? [...arms.keys()] : wanted.sides);
    mock = await startMock(tools);
  },
  async run(side): Promise<Figures> {
    const door = await arms.get(side)!.open(tools, mock);
    try {
      return { ...(does("rps") ? await measureRequests(tools, door) : {}) };
    } finally {
      await door.close();
    }
  },
  isSound: ({ sides }) => (sides.direct?.rps ?? soundDirectRps) >= soundDirectRps,
  facts: () => ({ versions }),
  finish: async () => mock?.stop(),
  ratios(rounds) {
    const rps = (peer: string) => ratioOf(rounds, "rps", "ours", peer);
    return {
      rpsVsPortkey: rps("portkey"),
      rpsVsLitellm: rps("litellm"),
      rpsVsNginx: rps("nginx"),
      rpsVsVllmRouter: rps("vllmRouter"),
      rpsVsSglangRouter: rps("sglangRouter"),
      cpuVsNginx: ratioOf(rounds, "cpuUsPerRequest", "ours", "nginx"),
      addedP50VsPortkey: addedP50(rounds, "portkey"),
      addedP50VsNginx: addedP50(rounds, "nginx"),
    };
  },
};

/** What a gateway adds to the engine's own time, ours / the peer's: less is better. */
function addedP50(rounds: Round[], peer: string): number {
  const added = ({ sides }: Round, side: string) =>
    (sides[side]?.p50C1Us ?? Number.NaN) - (sides.direct?.p50C1Us ?? Number.NaN);
  return median(rounds.map((round) => added(round, "ours") / added(round, peer)));
}
