/** Requests of a stretch of time as the gateway writes them down: by its own line writer, in the order of time, many open at once. */
import { costOf } from "../../../agent/src/contract/snapshot.ts";
import { type Call, type Course, type Ending, endLine, openLine, whoOf } from "../../../agent/src/gateway/meter-lines.ts";
import type { Use } from "./customer.ts";
import { createDice, type Dice } from "./dice.ts";

/** The agent looks this often. */
export const beatMs = 2000;
const markMs = 1000;
const tokensPerSecond = 40;

export interface Ended extends Ending, Omit<Course, "failedOn"> {
  id: string;
  use: Use;
  cost: number;
}
/** What was written between two looks. */
export interface Beat {
  atMs: number;
  text: string;
  ended: Ended[];
}
interface Line {
  at: number;
  text: string;
  ended?: Ended;
}
export interface Stretch {
  uses: readonly Use[];
  requestsPerDay: number;
  fromMs: number;
  /** What is open then still ends, in beats of its own. */
  toMs: number;
  seed: number;
}

export function* trafficOf({ uses, requestsPerDay, fromMs, toMs, seed }: Stretch): Generator<Beat> {
  const dice = createDice(seed);
  const later = new Map<number, Line[]>();
  const put = (line: Line) => {
    const beat = Math.floor(line.at / beatMs);
    const lines = later.get(beat);
    if (lines) lines.push(line);
    else later.set(beat, [line]);
  };
  let count = 0;
  let wheel = wheelOf(uses, fromMs);
  const last = Math.ceil(toMs / beatMs);
  for (let beat = Math.floor(fromMs / beatMs); beat < last || later.size > 0; beat++) {
    if (beat < last) {
      const at = beat * beatMs;
      if (hourOf(at) !== wheel.hour) wheel = wheelOf(uses, at);
      const asked = dice.poisson((wheel.total * requestsPerDay * beatMs) / 3_600_000);
      const starts = Array.from({ length: asked }, () => at + Math.floor(dice.unit() * beatMs)).sort((a, b) => a - b);
      for (const start of starts) {
        count += 1;
        request(`req_${seed.toString(36)}n${count.toString(36)}`, wheel.pick(dice.unit()), start, dice, put);
      }
    }
    const lines = (later.get(beat) ?? []).sort((a, b) => a.at - b.at);
    later.delete(beat);
    const ended = lines.flatMap((line) => line.ended ?? []);
    yield { atMs: (beat + 1) * beatMs, text: lines.map(({ text }) => text).join("\n"), ended };
  }
}

const hourOf = (atMs: number) => Math.floor(atMs / 3_600_000) % 24;

/** Who asks in that hour, by chance. */
function wheelOf(uses: readonly Use[], atMs: number) {
  const hour = hourOf(atMs);
  const up = new Float64Array(uses.length);
  let total = 0;
  uses.forEach((use, n) => {
    total += use.share * (use.hours[hour] ?? 0);
    up[n] = total;
  });
  const pick = (unit: number): Use => {
    let [low, high] = [0, uses.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (up[middle]! > unit * total) high = middle;
      else low = middle + 1;
    }
    return uses[low]!;
  };
  return { hour, total, pick };
}

function request(id: string, use: Use, start: number, dice: Dice, put: (line: Line) => void): void {
  const { key, project, route, model, deployment, path, price } = use;
  const promptTokens = 1 + Math.floor(dice.exponential(use.promptTokens));
  const call: Call = {
    id,
    key,
    project,
    route,
    model,
    deployment,
    path,
    reserve: promptTokens + 512,
    prompt: promptTokens,
    price,
  };
  const who = whoOf(call, call);
  put({ at: start, text: openLine(who, call, start) });

  const isChat = use.kind === "completions";
  const stream = isChat && dice.unit() < 0.6;
  const chance = dice.unit();
  const [isFailure, isHangUp] = [chance < 0.01, chance > 0.99 && stream];
  const wanted = isChat ? 1 + Math.floor(dice.exponential(use.completionTokens)) : 0;
  const completion = isFailure ? 0 : isHangUp ? Math.floor(wanted * dice.unit()) : wanted;
  const firstMs = Math.round(20 + dice.exponential(isChat ? 150 : 30));
  const totalMs = firstMs + Math.round((completion / tokensPerSecond) * 1000);
  if (stream) {
    for (let ms = firstMs + markMs; ms < totalMs; ms += markMs) {
      const at = start + ms;
      put({
        at,
        text: `{"t":"mark","id":"${id}","at":${at},"completion":${Math.floor(((ms - firstMs) / 1000) * tokensPerSecond)}}`,
      });
    }
  }
  const cached = dice.unit() < 0.3 && isChat ? Math.floor(promptTokens * 0.7) : 0;
  const tokens = { prompt: promptTokens, completion, cached };
  const cut = isHangUp ? ("client" as const) : null;
  const ending: Ending = { status: isFailure ? 502 : 200, ...tokens, estimated: isHangUp, cut };
  const at = start + totalMs;
  const times = { at, stream, queueMs: 0, firstMs: stream ? firstMs : null, totalMs };
  const course = { ...times, tries: isFailure ? 2 : 1, log: null };
  const cost = costOf(price, tokens);
  put({ at, text: endLine(who, ending, cost, { ...course, failedOn: [] }), ended: { ...ending, ...course, id, use, cost } });
}
