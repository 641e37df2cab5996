import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hi, questionOf } from "../../../../test/support/question-of.ts";
import { createExchangeLog } from "../../gateway/exchange-log.ts";
import { createLogger } from "../../lib/logger.ts";
import { readExchange } from "./read-exchange.ts";
import { sweepExchanges } from "./sweep-exchanges.ts";

const day = 86_400_000;
let data: string;
let dir: string;
let now = Date.parse("2026-11-27T12:00:00Z");
beforeEach(() => {
  data = mkdtempSync(path.join(os.tmpdir(), "exchanges-"));
  dir = path.join(data, "exchanges");
  now = Date.parse("2026-11-27T12:00:00Z");
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

function log(days: Record<string, number>) {
  const clock = { now: () => now, sleep: async () => {} };
  return createExchangeLog({ dir, pid: 7, clock, log: createLogger("test", "silent"), daysOf: (id) => days[id] });
}
function keep(from: ReturnType<typeof log>, project: string, answer: unknown, body: object = { messages: hi }, policy = {}) {
  const logged: string[] = [];
  const tally = { call: { id: "req_1" }, logged: (at: string) => void logged.push(at) };
  from.keeperFor(project, questionOf("/v1/chat/completions", body, policy), tally)?.(200, () => answer);
  return logged[0] ?? null;
}

describe("kept exchanges", () => {
  it("are read back by what the usage line says, question and answer, line after line", async () => {
    const gateway = log({ prj_a: 30 });
    const system = { systemPrompt: { text: "House rules.", locked: false } };
    const first = keep(gateway, "prj_a", { choices: ["é"] })!;
    const second = keep(gateway, "prj_a", { choices: [2] }, { messages: hi, id_slot: 1 }, system)!;
    expect(first).toMatch(/^prj_a\/2026-11-27\/\d+-7\.jsonl:0:\d+$/);
    expect(await readExchange(dir, first)).toMatchObject({ answer: { choices: ["é"] }, system: null });
    expect(await readExchange(dir, second)).toEqual({
      request: { model: "helpdesk", messages: hi, id_slot: 1 },
      answer: { choices: [2] },
      system: "House rules.",
    });
    gateway.close();
  });
  it("are nobody else's to read, and of nobody else", () => {
    const gateway = log({ prj_a: 30 });
    expect(keep(gateway, "prj_b", {})).toBeNull();
    const [name] = keep(gateway, "prj_a", {})!.split(":");
    expect(statSync(path.join(dir, name!)).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(dir, "prj_a")).mode & 0o777).toBe(0o700);
    expect(readdirSync(dir)).toEqual(["prj_a"]);
    gateway.close();
  });
  it("begin a new file with the day", () => {
    const gateway = log({ prj_a: 30 });
    const first = keep(gateway, "prj_a", {})!;
    now += day;
    const second = keep(gateway, "prj_a", {})!;
    expect([first, second].map((where) => where.split("/")[1])).toEqual(["2026-11-27", "2026-11-28"]);
    gateway.close();
  });
  it("hold images as a note, and are left out where they are too long", () => {
    const gateway = log({ prj_a: 30 });
    const url = `data:image/png;base64,${"A".repeat(100_000)}`;
    const image = [{ role: "user", content: [{ type: "image_url", image_url: { url } }] }];
    const where = keep(gateway, "prj_a", {}, { messages: image })!;
    expect(Number(where.split(":").at(-1))).toBeLessThan(500);
    expect(keep(gateway, "prj_a", "x".repeat(17 * 1024 * 1024))).toBeNull();
    gateway.close();
  });
  it("cost no answer when they cannot be written", () => {
    writeFileSync(dir, "a file where the folder should be");
    expect(keep(log({ prj_a: 30 }), "prj_a", {})).toBeNull();
    expect(keep(log({ "../up": 30 }), "../up", {})).toBeNull();
  });
  it("nothing else is read, wherever a name leads", async () => {
    const gateway = log({ prj_a: 30 });
    const where = keep(gateway, "prj_a", {})!;
    const [name = "", , bytes] = where.split(":");
    writeFileSync(path.join(data, "secrets.json"), readFileSync(path.join(dir, name)));
    symlinkSync(path.join(data, "secrets.json"), path.join(dir, path.dirname(name), "1-1.jsonl"));
    symlinkSync(data, path.join(dir, "prj_b"));
    mkdirSync(path.join(data, "2026-11-27"));
    writeFileSync(path.join(data, "2026-11-27/1-1.jsonl"), readFileSync(path.join(dir, name)));
    for (const bad of [
      ...[
        "",
        "x",
        `../secrets.json:0:${bytes}`,
        `prj_a/../../secrets.json:0:${bytes}`,
        `${name}:1:${bytes}`,
        `${name}:0:999999999`,
      ],
      ...[
        `${path.dirname(name)}/1-1.jsonl:0:${bytes}`,
        `prj_b/2026-11-27/1-1.jsonl:0:${bytes}`,
        `prj_z/2026-11-27/1-1.jsonl:0:${bytes}`,
      ],
    ])
      expect(await readExchange(dir, bad), bad).toBeNull();
    expect(await readExchange(dir, where)).not.toBeNull();
    gateway.close();
  });
  it("go when their days are over, by today's word while it is switched on, else by the promise made", async () => {
    const gateway = log({ prj_a: 2, prj_b: 5 });
    for (const project of ["prj_a", "prj_b"]) keep(gateway, project, {});
    gateway.close();
    const still = () => ["prj_a", "prj_b"].filter((project) => existsSync(path.join(dir, project, "2026-11-27")));
    expect(await sweepExchanges(dir, new Map([["prj_a", 2]]), now + 2 * day)).toEqual([]);
    expect(await sweepExchanges(dir, new Map([["prj_a", 2]]), now + 3 * day)).toEqual(["prj_a/2026-11-27"]);
    expect(still()).toEqual(["prj_b"]);
    await sweepExchanges(dir, new Map([["prj_a", 2]]), now + 6 * day);
    expect(still()).toEqual([]);
    expect(readdirSync(dir)).toEqual(["prj_a"]); // switched off and empty: not even the folder is left
    expect(await sweepExchanges(path.join(data, "nowhere"), new Map(), now)).toEqual([]);
  });
});
