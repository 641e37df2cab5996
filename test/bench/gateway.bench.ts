/** The gateway's speed and exactness beside its peers. Sides, parts and what each ratio means: gateway/README.md. */
import { type Asked, type Bench, type Figures, median, type Round, ratioOf } from "./bench.ts";
import type { Arm } from "./gateway/arm.ts";
import { type HangUps, measureHangUps } from "./gateway/hang-ups.ts";
import { type Kills, measureKills } from "./gateway/kills.ts";
import { type Mock, startMock } from "./gateway/mock.ts";
import { ours } from "./gateway/our-gateway.ts";
import { direct, peers } from "./gateway/peers.ts";
import { peerVersions, prepareTools, type Tools } from "./gateway/prepare.ts";
import { profileGateway } from "./gateway/profile.ts";
import { measureRequests } from "./gateway/requests.ts";
import { directRates, findHeld, type Held, measureGaps } from "./gateway/streams.ts";

/** A machine that cannot ask the engine itself this often has other things to do. */
const soundDirectRps = 50_000;
const arms = new Map<string, Arm>([direct, ...peers, ours].map((arm) => [arm.name, arm]));
/** Where the search for the most streams begins; LiteLLM is far from the gaps' 128. */
const guesses: Record<string, number> = { nginx: 1024, portkey: 96, litellm: 8, vllmRouter: 768, sglangRouter: 768, ours: 1024 };
let tools: Tools;
let mock: Mock;
let asked: Asked;
const does = (part: string) => asked.only.length === 0 || asked.only.includes(part);
const found: { held: Record<string, Held>; hangUps: HangUps | null; kills: Kills | null } = {
  held: {},
  hangUps: null,
  kills: null,
};

export const bench: Bench = {
  name: "gateway",
  rounds: 3,
  sides: [...arms.keys()],
  parts: ["rps", "gaps", "streams", "hangups", "kills", "profile"],
  async prepare(work, wanted) {
    asked = wanted;
    tools = await prepareTools(work, wanted.sides.length === 0 ? [...arms.keys()] : wanted.sides);
    mock = await startMock(tools);
  },
  async run(side): Promise<Figures> {
    const hasGaps = does("gaps") && side !== "litellm";
    if (!does("rps") && !hasGaps) return {};
    const door = await arms.get(side)!.open(tools, mock);
    try {
      const requests = does("rps") ? await measureRequests(tools, mock, door) : {};
      return { ...requests, ...(hasGaps ? await measureGaps(tools, mock, door) : {}) };
    } finally {
      await door.close();
    }
  },
  isSound: ({ sides }) => (sides.direct?.rps ?? soundDirectRps) >= soundDirectRps,
  async once() {
    if (does("streams")) {
      const directAt = directRates(tools, mock, direct);
      const wanted = Object.keys(guesses).filter((side) => asked.sides.length === 0 || asked.sides.includes(side));
      for (const side of wanted) found.held[side] = await findHeld(tools, mock, arms.get(side)!, guesses[side]!, directAt);
    }
    if (does("hangups")) found.hangUps = await measureHangUps(tools, mock);
    if (does("kills")) found.kills = await measureKills(tools, mock);
    // Only where it is asked for: profiling makes everything slower.
    return { ...found, ...(asked.only.includes("profile") ? { flameGraphs: await profileGateway(tools, mock) } : {}) };
  },
  facts: () => ({ versions: peerVersions() }),
  finish: async () => mock?.stop(),
  ratios(rounds) {
    const rps = (peer: string) => ratioOf(rounds, "rps", "ours", peer);
    const { held, hangUps, kills } = found;
    return {
      rpsVsPortkey: rps("portkey"),
      rpsVsLitellm: rps("litellm"),
      rpsVsNginx: rps("nginx"),
      rpsVsVllmRouter: rps("vllmRouter"),
      rpsVsSglangRouter: rps("sglangRouter"),
      addedP50VsPortkey: added(rounds, "p50C1Us", "portkey"),
      addedP50VsNginx: added(rounds, "p50C1Us", "nginx"),
      cpuVsNginx: ratioOf(rounds, "cpuUsPerRequest", "ours", "nginx"),
      cpuVsPortkey: ratioOf(rounds, "cpuUsPerRequest", "ours", "portkey"),
      frameCpuVsPortkey: ratioOf(rounds, "cpuUsPerFrame", "ours", "portkey"),
      streams: held.ours?.streams ?? Number.NaN,
      streamsVsPortkey: (held.ours?.streams ?? Number.NaN) / (held.portkey?.streams ?? Number.NaN),
      addedGapP99Ms: median(rounds.map((round) => addedTo(round, "gapP99Us", "ours"))) / 1000,
      usageError: (hangUps?.usage.errors ?? Number.NaN) + (kills?.usage.errors ?? Number.NaN),
      fdsGrown: hangUps?.fdsGrown ?? Number.NaN,
      rssGrownMb: hangUps?.rssGrownMb ?? Number.NaN,
    };
  },
};

/** What a gateway adds to the engine's own figure. */
const addedTo = ({ sides }: Round, figure: string, side: string): number =>
  (sides[side]?.[figure] ?? Number.NaN) - (sides.direct?.[figure] ?? Number.NaN);
/** Ours added / the peer's added, round by round: less is better. */
const added = (rounds: Round[], figure: string, peer: string): number =>
  median(rounds.map((round) => addedTo(round, figure, "ours") / addedTo(round, figure, peer)));
