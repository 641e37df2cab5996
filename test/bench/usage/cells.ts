/** The sums of a day, without its requests: for each hour and each use that was made of the box in it, how much. */
import type { Use } from "./customer.ts";
import type { Dice } from "./dice.ts";
import type { Ended } from "./traffic.ts";

export interface Cell {
  /** Since 1970, UTC. */
  hour: number;
  use: Use;
  requests: number;
  failed: number;
  prompt: number;
  completion: number;
  cached: number;
  estimated: number;
  cost: number;
  lastAt: number;
}
const hourMs = 3_600_000;

/** By chance, as many and as large as the traffic of such a day makes them. */
export function cellsOfDay(uses: readonly Use[], requestsPerDay: number, day: number, dice: Dice): Cell[] {
  const cells: Cell[] = [];
  for (let n = 0; n < 24; n++) {
    const first = cells.length;
    for (const use of uses) {
      const requests = dice.poisson(requestsPerDay * use.share * (use.hours[n] ?? 0));
      if (requests > 0) cells.push(cellOf(use, day * 24 + n, requests, dice));
    }
    shuffle(cells, first, dice);
  }
  return cells;
}

function cellOf(use: Use, hour: number, requests: number, dice: Dice): Cell {
  const spread = () => Math.max(0.1, 1 + dice.normal() / Math.sqrt(requests));
  const prompt = Math.max(requests, Math.round(requests * use.promptTokens * spread()));
  const completion = Math.round(requests * use.completionTokens * spread());
  const cached = use.kind === "completions" ? Math.round(prompt * 0.21) : 0;
  const { input, output, cached: again } = use.price;
  const cost = (prompt - cached) * input + cached * again + completion * output;
  const [failed, estimated] = [dice.poisson(requests * 0.01), dice.poisson(requests * 0.006)];
  const lastAt = hour * hourMs + Math.floor((1 - dice.unit() / requests) * (hourMs - 1));
  return { hour, use, requests, failed, prompt, completion, cached, estimated, cost, lastAt };
}

/** Rows of an hour come in no order: pages of the tables are then as full as they get in life, not packed. */
function shuffle(cells: Cell[], first: number, dice: Dice): void {
  for (let n = cells.length - 1; n > first; n--) {
    const other = first + Math.floor(dice.unit() * (n - first + 1));
    [cells[n], cells[other]] = [cells[other]!, cells[n]!];
  }
}

/** The same of real requests: what the books must make of their lines. */
export function cellsOf(ended: readonly Ended[]): Cell[] {
  const cells = new Map<string, Cell>();
  for (const { use, at, status, cut, estimated, prompt, completion, cached, cost } of ended) {
    const hour = Math.floor(at / hourMs);
    const name = `${hour} ${use.key} ${use.route} ${use.deployment}`;
    const none = { requests: 0, failed: 0, prompt: 0, completion: 0, cached: 0, estimated: 0, cost: 0, lastAt: 0 };
    const cell = cells.get(name) ?? { hour, use, ...none };
    cells.set(name, cell);
    cell.requests += 1;
    cell.failed += status >= 400 && cut !== "client" ? 1 : 0;
    cell.estimated += estimated ? 1 : 0;
    cell.prompt += prompt;
    cell.completion += completion;
    cell.cached += cached;
    cell.cost += cost;
    cell.lastAt = Math.max(cell.lastAt, at);
  }
  return [...cells.values()];
}
