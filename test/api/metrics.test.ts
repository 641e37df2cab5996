/** /metrics of a running box: who may read it, that it keeps the format, and that documents and dashboard name what is there. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createDeployment, createJob, deploymentIs, importRows, jobEnded } from "../support/box-steps.ts";
import { eventually } from "../support/eventually.ts";
import { createRoute, publish } from "../support/route-steps.ts";
import { type Box, startBox } from "../support/start-box.ts";
import { endLine, writeUsage } from "../support/usage-lines.ts";

const docs = path.resolve(import.meta.dirname, "../../docs");
let box: Box;
let secret: string;
const ask = (at: string, key: string | null) =>
  fetch(`${box.gateway().url}${at}`, { headers: key === null ? {} : { authorization: `Bearer ${key}` } });
const scrape = async (): Promise<string> => (await ask("/metrics", secret)).text();

beforeAll(async () => {
  box = await startBox({ gateway: true });
  await box.claim();
  const version = await importRows(box);
  const deployment = await createDeployment(box, "helpdesk");
  await deploymentIs(box, deployment.id, "ready");
  const route = await createRoute(box, "support", { targets: [{ deploymentId: deployment.id, weight: 1 }] });
  await publish(box, route.id, { delayMs: 60_000 });
  await createJob(box, version, { memoryBytes: 8e9, steps: 2, stepMs: 1 }); // more than is free: it waits
  const { key } = (await box.person("POST", "/api/keys", { body: { name: "app" } })).body;
  writeUsage(box.data, [endLine({ key: key.id, project: key.projectId, route: "support", prompt: 7, completion: 5 })]);
  secret = (await box.person("POST", "/api/keys", { body: { name: "prometheus", kind: "metrics" } })).body.secret;
});
afterAll(() => box.stop());

interface Family {
  type: string;
  samples: Map<string, number>;
}
/** Strict: a line that is none of the format's fails. */
function parse(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  const label = '[a-z_]+="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
  const sample = new RegExp(`^(sluice_[a-z_]+)(\\{${label}(?:,${label})*\\})? (-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?)$`);
  expect(text.endsWith("\n")).toBe(true);
  for (const line of text.trimEnd().split("\n")) {
    const type = /^# TYPE (sluice_[a-z_]+) (gauge|counter)$/.exec(line);
    if (type) families.set(type[1]!, { type: type[2]!, samples: new Map() });
    if (line.startsWith("#")) {
      expect(line).toMatch(/^# (HELP sluice_[a-z_]+ \S.*|TYPE .*)$/);
      continue;
    }
    const [, name, labels = "", value] = sample.exec(line) ?? [];
    expect(name, line).toBeDefined();
    expect(families.get(name!)?.samples.has(labels), line).toBe(false); // declared before, and said once
    families.get(name!)!.samples.set(labels, Number(value));
  }
  return families;
}

it("is for a key made for it, which may nothing else; for people and the terminal it is under /api", async () => {
  const ordinary = (await box.person("POST", "/api/keys", { body: { name: "k" } })).body.secret;
  expect((await ask("/metrics", null)).status).toBe(401);
  expect((await ask("/metrics", "sk-sluice-guess")).status).toBe(401);
  const refused = await ask("/metrics", ordinary);
  expect([refused.status, (await refused.json()).error.code]).toEqual([403, "metrics_key_needed"]);
  const answer = await ask("/metrics", secret);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
  expect((await (await ask("/v1/models", secret)).json()).data).toEqual([]);
  const chat = { method: "POST", headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" } };
  const body = JSON.stringify({ model: "support", messages: [{ role: "user", content: "Hi" }] });
  expect((await fetch(`${box.gateway().url}/v1/chat/completions`, { ...chat, body })).status).toBe(403);
  expect((await ask("/v1/files", secret)).status).toBe(403);
  expect((await ask("/v1/fine_tuning/jobs", secret)).status).toBe(403);
  expect((await ask("/v1/metrics", secret)).status).toBe(404);
  expect((await box.person("GET", "/api/metrics")).status).toBe(200);
  expect((await box.operator("GET", "/api/metrics")).status).toBe(200);
  expect((await box.stranger("GET", "/api/metrics")).status).toBe(401);
});

it("a key for metrics cannot be made one for models", async () => {
  const { data } = (await box.person("GET", "/api/keys")).body;
  const { id } = data.find((key: { name: string }) => key.name === "prometheus");
  const changed = await box.person("PUT", `/api/keys/${id}`, { body: { name: "prometheus", allowedRoutes: null } });
  expect(changed.body).toMatchObject({ kind: "metrics", allowedRoutes: [] });
});

it("says of cards, runs, queue, deployments, usage, rollouts and disk what is so", async () => {
  const families = await eventually(async () => {
    const all = parse(await scrape());
    return all.get("sluice_requests_total")!.samples.size > 0 && all;
  });
  const of = (name: string, labels = "") => families.get(`sluice_${name}`)?.samples.get(labels);
  const card = '{card="fake0",name="Fake card 0",accelerator="fake"';
  expect(of("card_memory_total_bytes", `${card}}`)).toBe(8e9);
  expect(of("card_memory_leased_bytes", `${card}}`)).toBeGreaterThan(0);
  expect(of("card_memory_free_bytes", `${card}}`)).toBe(8e9 - of("card_memory_leased_bytes", `${card}}`)!);
  expect(of("card_state", `${card},state="ok"}`)).toBe(1);
  expect(of("card_state", `${card},state="lost"}`)).toBe(0);
  expect(of("card_load_ratio", `${card}}`)).toBeLessThanOrEqual(1);
  expect(of("card_power_watts", `${card}}`)).toBeUndefined(); // a plain fake card does not say
  expect(of("queue_length")).toBe(1);
  expect(of("runs", '{kind="job",phase="waiting"}')).toBe(1);
  expect(of("runs", '{kind="replica",phase="ready"}')).toBe(1);
  expect(of("queue_longest_wait_seconds")).toBeGreaterThan(0);
  expect(of("deployments", '{state="ready"}')).toBe(1);
  expect(of("replicas", '{deployment="helpdesk",state="ready"}')).toBe(1);
  expect([of("requests_total", '{route="support"}'), of("requests_failed_total", '{route="support"}')]).toEqual([1, 0]);
  expect([of("prompt_tokens_total", '{route="support"}'), of("completion_tokens_total", '{route="support"}')]).toEqual([7, 5]);
  expect(of("rollouts")).toBe(1);
  expect(of("rollout_percent", '{route="support"}')).toBeGreaterThanOrEqual(0);
  expect(of("disk_free_bytes")).toBeGreaterThan(0);
  expect(of("build_info", `{version="0.1.0"}`)).toBe(1);
});

it("the document names exactly what is there, and the dashboard nothing else", async () => {
  const there = [...parse(await scrape()).keys()].sort();
  const documented = [...readFileSync(path.join(docs, "metrics.md"), "utf8").matchAll(/^\| `(sluice_[a-z_]+)`/gm)].map(
    (row) => row[1]!,
  );
  expect(documented.sort()).toEqual(there);
  const dashboard = JSON.parse(readFileSync(path.join(docs, "grafana/sluice.json"), "utf8"));
  const queries: string[] = dashboard.panels.flatMap((one: { targets: { expr: string }[] }) =>
    one.targets.map(({ expr }) => expr),
  );
  expect(queries.length).toBeGreaterThan(15);
  const named = queries.flatMap((query) => [...query.matchAll(/sluice_[a-z_]+/g)].map((name) => name[0]));
  for (const query of queries) expect(query).toMatch(/sluice_/);
  expect(named.filter((name) => !there.includes(name))).toEqual([]);
  // Labels too: a misspelt one would draw an empty panel for ever.
  const text = await scrape();
  for (const [, name, label] of queries.join("\n").matchAll(/(sluice_[a-z_]+)\{([a-z_]+)[=~]/g)) {
    expect(text).toMatch(new RegExp(`^${name}\\{[^}]*\\b${label}="`, "m"));
  }
});

it("a job that waited is gone from the queue when it has run", async () => {
  const { data } = (await box.person("GET", "/api/jobs")).body;
  const { data: all } = (await box.person("GET", "/api/deployments")).body;
  for (const { id } of all) await box.person("POST", `/api/deployments/${id}/stop`, { body: {} });
  await jobEnded(box, data[0].id);
  expect(
    parse(await scrape())
      .get("sluice_queue_length")
      ?.samples.get(""),
  ).toBe(0);
});
