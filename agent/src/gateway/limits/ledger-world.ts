/** For ledger.test.ts: gateways, an agent and their files in memory, and the truth by adding up every line ever written. */
import { costOf, type KeySpent, type UsageLine } from "../../contract/snapshot.ts";
import type { Ledger, LedgerParts, SpentView } from "./ledger.ts";
import { windowMs } from "./minute-window.ts";
import { dayOf, periodsAt } from "./periods.ts";

type Open = Extract<UsageLine, { t: "open" }>;
type End = Extract<UsageLine, { t: "end" }>;
interface UsageFile {
  text: string;
  lines: { line: UsageLine; end: number }[];
  opens: Map<string, Open>;
  isHeld: boolean;
  isRetired: boolean;
  changedAt: number;
  /** Of the agent: lines stored; when it closed it. */
  stored: number;
  closedAt: number | null;
  isRemoved: boolean;
}
interface Gateway {
  ledger: Ledger;
  files: string[];
}
export type World = ReturnType<typeof createWorld>;

const hourMs = 3_600_000;
const price = { input: 3, output: 11, cached: 1 };
const call = { project: "p", route: "r", model: "m", deployment: "d", path: "/v1/completions", price };
const times = { stream: true, queueMs: 0, firstMs: null, totalMs: 1, tries: 1, log: null };

export function createWorld(newLedger: (parts: LedgerParts) => Ledger) {
  const keys = ["key_a", "key_b"];
  const utcOffsetMinutes = 60;
  const files = new Map<string, UsageFile>();
  let now = Date.UTC(2026, 10, 29, 20);
  let count = 0;
  let gateways: Gateway[] = [];
  let view: SpentView = { spent: {}, spentUpTo: {}, closed: [], utcOffsetMinutes };

  const newFile = (): string => {
    count += 1;
    const name = `${now}-${count}.jsonl`;
    const empty = { text: "", lines: [], opens: new Map(), changedAt: now, stored: 0, closedAt: null };
    files.set(name, { ...empty, isHeld: true, isRetired: false, isRemoved: false });
    return name;
  };
  const write = ({ ledger }: Gateway, name: string, line: UsageLine) => {
    const file = files.get(name)!;
    file.text += `${JSON.stringify(line)}\n`;
    file.changedAt = now;
    file.lines.push({ line, end: file.text.length });
    if (line.t === "open") file.opens.set(line.id, line);
    if (line.t === "end") file.opens.delete(line.id);
    if (file.isRetired && file.opens.size === 0) file.isHeld = false;
    ledger.line(name, line, file.text.length);
  };
  const pickOpen = (a: number, b: number) => {
    const gateway = gateways[a % Math.max(1, gateways.length)];
    const open = gateway?.files.flatMap((name) => [...files.get(name)!.opens.values()].map((line) => ({ name, line }))) ?? [];
    return gateway && open.length > 0 ? { gateway, ...open[b % open.length]! } : null;
  };
  const estimates = (file: UsageFile, lines: readonly { line: UsageLine }[]): End[] => {
    const opens = new Map<string, { line: Open; at: number; completion: number }>();
    for (const { line } of lines) {
      if (line.t === "open") opens.set(line.id, { line, at: line.at, completion: 0 });
      if (line.t === "mark") Object.assign(opens.get(line.id)!, { at: line.at, completion: line.completion });
      if (line.t === "end") opens.delete(line.id);
    }
    if (file.isHeld) return [];
    return [...opens.values()].map(({ line, at, completion }) => endOf(line, at, completion));
  };
  const endOf = ({ id, key, prompt }: Open, at: number, completion: number): End => {
    const cost = costOf(price, { prompt, completion, cached: 0 });
    const { price: _price, ...who } = call;
    return {
      t: "end",
      id,
      at,
      key,
      ...who,
      status: 200,
      prompt,
      completion,
      cached: 0,
      cost,
      ...times,
      estimated: false,
      cut: null,
    };
  };
  const endsIn = (file: UsageFile): End[] => file.lines.flatMap(({ line }) => (line.t === "end" ? [line] : []));
  const sumOf = (ends: readonly End[], matches: (day: number) => boolean) => {
    const mine = ends.filter(({ at }) => matches(dayOf(at, utcOffsetMinutes)));
    return [
      mine.reduce((sum, { prompt, completion }) => sum + prompt + completion, 0),
      mine.reduce((sum, { cost }) => sum + cost, 0),
    ] as const;
  };
  const spentOf = (ends: readonly End[]) => {
    const { day, monthFrom, monthUpTo } = periodsAt(now, utcOffsetMinutes);
    return { day: sumOf(ends, (one) => one === day), month: sumOf(ends, (one) => one >= monthFrom && one < monthUpTo) };
  };
  const publish = () => {
    const known = [...files].filter(([, { isRemoved }]) => !isRemoved);
    const stored = [...files.values()].flatMap((file) => [
      ...endsIn({ ...file, lines: file.lines.slice(0, file.stored) }),
      ...(file.closedAt === null ? [] : estimates(file, file.lines)),
    ]);
    const { dayName, monthName } = periodsAt(now, utcOffsetMinutes);
    const spent: Record<string, KeySpent> = {};
    for (const key of keys) {
      const { day, month } = spentOf(stored.filter((end) => end.key === key));
      const all = { requests: 0, promptTokens: 0, completionTokens: 0 };
      const named = (period: string, [tokens, cost]: readonly [number, number]) => ({ period, tokens, cost });
      spent[key] = { ...all, day: named(dayName, day), month: named(monthName, month) };
    }
    view = {
      ...{ spent, utcOffsetMinutes },
      spentUpTo: Object.fromEntries(known.map(([name, file]) => [name, file.lines[file.stored - 1]?.end ?? 0])),
      closed: known.filter(([, file]) => file.closedAt !== null).map(([name]) => name),
    };
  };
  const storeSome = (file: UsageFile, most: number) => {
    file.stored = Math.min(file.lines.length, file.stored + most);
    if (file.stored === file.lines.length && !file.isHeld) file.closedAt ??= now;
  };
  const folderOf = (): LedgerParts["folder"] => ({
    list: () => [...files].filter(([, { isRemoved }]) => !isRemoved).map(([name]) => name),
    changedAt: (name) => files.get(name)!.changedAt,
    read(name, from) {
      const { text } = files.get(name)!;
      const whole = text.lastIndexOf("\n") + 1;
      return { bytes: Buffer.from(text.slice(from, whole)), next: Math.max(from, whole), atEnd: true };
    },
    isHeld: (name) => files.get(name)!.isHeld,
  });

  return {
    keys,
    utcOffsetMinutes,
    now: () => now,
    ledgers: () => gateways.map(({ ledger }) => ledger),
    pass(ms: number) {
      now += ms;
      const old = [...files.values()].filter(
        ({ closedAt, isRemoved }) => !isRemoved && closedAt !== null && closedAt < now - hourMs,
      );
      if (old.length === 0) return;
      // A real gateway has looked thousands of times in this hour.
      for (const { ledger } of gateways) while (ledger.look());
      publish();
      for (const file of old) file.isRemoved = true;
    },
    start(a: number) {
      if (gateways.length > 1) return;
      const mine: string[] = [newFile()];
      const ledger = newLedger({ view, folder: folderOf(), isMine: (name) => mine.includes(name), now: () => now });
      ledger.look();
      gateways = a % 2 === 0 ? [...gateways, { ledger, files: mine }] : [{ ledger, files: mine }, ...gateways];
    },
    /** With half a line at its file's end, sometimes. */
    kill(a: number) {
      const gone = gateways[a % 2];
      gateways = gateways.filter((one) => one !== gone);
      for (const name of gone?.files ?? []) {
        const file = files.get(name)!;
        if (file.isHeld && a % 3 === 0) file.text += '{"t":"end","id":"r';
        file.isHeld = false;
      }
    },
    rotate(a: number) {
      const gateway = gateways[a % 2];
      const old = gateway && files.get(gateway.files.at(-1)!)!;
      if (!gateway || !old) return;
      old.isRetired = true;
      if (old.opens.size === 0) old.isHeld = false;
      gateway.files.push(newFile());
    },
    open(a: number, b: number) {
      const gateway = gateways[a % 2];
      if (!gateway) return;
      count += 1;
      const line: Open = {
        t: "open",
        id: `r${count}`,
        at: now,
        key: keys[b % 2]!,
        ...call,
        reserve: 10 + (b % 90),
        prompt: b % 10,
      };
      write(gateway, gateway.files.at(-1)!, line);
    },
    mark(a: number, b: number) {
      const one = pickOpen(a, b);
      if (one) write(one.gateway, one.name, { t: "mark", id: one.line.id, at: now, completion: b % 50 });
    },
    end(a: number, b: number) {
      const one = pickOpen(a, b);
      if (one) write(one.gateway, one.name, endOf(one.line, now, (a + b) % 70));
    },
    agentStores(a: number, b: number) {
      const open = [...files.values()].filter(({ closedAt }) => closedAt === null);
      if (open.length > 0) storeSome(open[a % open.length]!, b % 5 === 0 ? Number.POSITIVE_INFINITY : b % 5);
    },
    agentPublishes: publish,
    gatewayTakes(a: number) {
      gateways[a % 2]?.ledger.take(view);
    },
    gatewayLooks(a: number) {
      gateways[a % 2]?.ledger.look();
    },
    settle() {
      for (const file of files.values()) storeSome(file, Number.POSITIVE_INFINITY);
      publish();
      for (const { ledger } of gateways) ledger.take(view);
    },
    truth() {
      return keys.map((key) => {
        const all = [...files.values()];
        const ends = all.flatMap((file) => [...endsIn(file), ...estimates(file, file.lines)]).filter((end) => end.key === key);
        const opens = all.flatMap((file) => (file.isHeld ? [...file.opens.values()] : [])).filter((open) => open.key === key);
        const costs = opens.map(({ prompt, reserve }) => costOf(price, { prompt, completion: reserve - prompt, cached: 0 }));
        const asked = all.flatMap(({ lines }) =>
          lines.flatMap(({ line }) => (line.t === "open" && line.key === key ? [line] : [])),
        );
        const recent = ({ at }: { at: number }) => at > now - windowMs;
        return {
          ...spentOf(ends),
          held: {
            requests: opens.length,
            tokens: opens.reduce((sum, { reserve }) => sum + reserve, 0),
            cost: costs.reduce((sum, cost) => sum + cost, 0),
          },
          minute: [
            asked.filter(recent).length,
            ends.filter(recent).reduce((sum, { prompt, completion }) => sum + prompt + completion, 0),
          ],
        };
      });
    },
  };
}
