import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Key } from "../../agent/src/contract/key.ts";
import { PriceList, Project, type ReportRow, UsageReport } from "../../agent/src/contract/usage.ts";
import { baseModelId, createDeployment, createJob, importRows, jobEnded } from "../support/box-steps.ts";
import { eventually } from "../support/eventually.ts";
import { type Box, owner, startBox } from "../support/start-box.ts";
import { type EndLine, endLine, writeUsage } from "../support/usage-lines.ts";

let box: Box;
let model: string;
let keys: { anna: Key; ben: Key };
/** A box eight hours ahead of UTC. */
const env = { TZ: "Asia/Shanghai" };
const dayMs = 86_400_000;
/** The box's own date of a moment. */
const dateOf = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
const now = Date.now();
const noon = Date.parse(`${dateOf(now - dayMs)}T04:00:00Z`);

const report = async (query: string): Promise<ReportRow[]> => {
  const answer = await box.person("GET", `/api/usage/report?${query}`);
  expect(answer.status).toBe(200);
  return UsageReport.parse(answer.body).rows;
};
const last3 = () => `from=${dateOf(now - 2 * dayMs)}&to=${dateOf(now)}`;

beforeAll(async () => {
  box = await startBox({ env });
  await box.claim();
  model = await baseModelId(box);
  const make = async (name: string, more = {}) =>
    (await box.person("POST", "/api/keys", { body: { name, ...more } })).body.key as Key;
  keys = { anna: await make("Anna's laptop"), ben: await make('=1+2, "Ben"') };
  const of = (key: Key, more: Partial<EndLine>) => endLine({ key: key.id, project: key.projectId, model, ...more });
  writeUsage(box.data, [
    of(keys.anna, { at: noon, cost: 1_500_000_000, cached: 4 }),
    of(keys.anna, { at: noon + 3_600_000, cost: 500_000_000, route: "coder" }),
    // 23:59 and 00:01 where the box stands.
    of(keys.ben, { at: noon + 12 * 3_600_000 - 60_000, cost: 1, status: 502, estimated: true, cut: "engine" }),
    of(keys.ben, { at: noon + 12 * 3_600_000 + 60_000, cost: 2, path: "/v1/embeddings" }),
  ]);
  await eventually(async () => (await report(`${last3()}&bucket=all&group=project`))[0]?.requests === 4);
});
afterAll(() => box.stop());

describe("a report", () => {
  it("adds up by key and day of the box", async () => {
    const rows = await report(`${last3()}&bucket=day&group=key`);
    expect(rows.map(({ bucket, id, requests, failed, cost }) => [bucket, id, requests, failed, cost])).toEqual([
      [dateOf(noon), keys.anna.id, 2, 0, 2],
      [dateOf(noon), keys.ben.id, 1, 1, 1e-9],
      [dateOf(noon + dayMs), keys.ben.id, 1, 0, 2e-9],
    ]);
    expect(rows[0]).toMatchObject({
      name: "Anna's laptop",
      promptTokens: 20,
      cachedTokens: 4,
      completionTokens: 10,
      estimated: 0,
    });
  });

  it("by hour, by month and in one", async () => {
    const hours = await report(`${last3()}&bucket=hour&group=project`);
    expect(hours.map(({ bucket, requests }) => [bucket.slice(11), requests])).toEqual([
      ["12", 1],
      ["13", 1],
      ["23", 1],
      ["00", 1],
    ]);
    const months = await report(`${last3()}&bucket=month&group=project`);
    expect(months.reduce((sum, row) => sum + row.requests, 0)).toBe(4);
    expect(months.map((row) => row.bucket.length)).toEqual(months.map(() => 7));
    expect(await report(`${last3()}&bucket=all&group=project`)).toMatchObject([{ bucket: "", requests: 4, name: "default" }]);
  });

  it("by route, model and person", async () => {
    const of = async (group: string) =>
      (await report(`${last3()}&bucket=all&group=${group}`)).map(({ name, requests }) => [name, requests]);
    expect(await of("route")).toEqual([
      ["helpdesk", 3],
      ["coder", 1],
    ]);
    const { body } = await box.person("GET", `/api/models/${model}`);
    expect(await of("model")).toEqual([[body.name, 4]]);
    expect(await of("person")).toEqual([[owner.name, 4]]);
  });

  it("by department, once the project has one", async () => {
    const { body } = await box.person("GET", "/api/projects");
    const [project] = body.data.map((one: unknown) => Project.parse(one)) as Project[];
    const change = { name: "default", department: "客服部" };
    expect((await report(`${last3()}&bucket=all&group=department`))[0]).toMatchObject({ id: "", requests: 4 });
    const put = await box.person("PUT", `/api/projects/${project!.id}`, { body: change });
    expect(Project.parse(put.body)).toEqual({ ...project, ...change });
    expect((await report(`${last3()}&bucket=all&group=department`))[0]).toMatchObject({ name: "客服部", requests: 4 });
  });

  it("as CSV that Excel reads: UTF-8 with its mark, and no name that is a formula", async () => {
    const answer = await box.person<string>("GET", `/api/usage/report.csv?${last3()}&bucket=all&group=key`);
    expect(answer.headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(answer.headers["content-disposition"]).toContain(`usage-key-${dateOf(now - 2 * dayMs)}-${dateOf(now)}.csv`);
    const [head, first, second, end] = answer.body.split("\r\n");
    expect(head).toBe(
      "\ufeffbucket,id,name,requests,failed,prompt_tokens,cached_tokens,completion_tokens,estimated,cost,card_hours,training_cost,currency",
    );
    expect(first).toBe(`,${keys.anna.id},"Anna's laptop",2,0,20,4,10,0,2,0,0,CNY`);
    expect(second).toBe(`,${keys.ben.id},"'=1+2, ""Ben""",2,1,20,0,10,1,0.000000003,0,0,CNY`);
    expect(end).toBe("");
  });

  it("refuses what it cannot answer, and says why", async () => {
    const refused = async (query: string) => {
      const { status, body } = await box.person("GET", `/api/usage/report?${query}`);
      return [status, body.error.message];
    };
    expect(await refused("from=2026-02-30")).toMatchObject([400, expect.stringContaining("from")]);
    expect(await refused("from=2026-03-02&to=2026-03-01")).toMatchObject([400, expect.stringContaining("ends")]);
    expect(await refused("from=2026-01-01&to=2026-03-01&bucket=hour")).toMatchObject([400, expect.stringContaining("31 days")]);
    expect(await refused("group=colour")).toMatchObject([400, expect.stringContaining("group")]);
  });
});

describe("prices", () => {
  const price = { inputPerMillion: 2, outputPerMillion: 8, cachedPerMillion: 0.5, perCardHour: 30 };
  const put = (body: unknown) => box.person("PUT", "/api/prices", { body });
  const inSnapshot = () => JSON.parse(readFileSync(path.join(box.data, "snapshot.json"), "utf8")).deployments[0]?.price;

  it("are told to the gateway the moment they are set; a model's own comes before the default", async () => {
    await createDeployment(box, "helpdesk");
    await eventually(() => inSnapshot() === null);
    await put({ modelId: null, ...price, inputPerMillion: 1.5 });
    expect(inSnapshot()).toEqual({ input: 1500, output: 8000, cached: 500 });
    const { body } = await put({ modelId: model, ...price });
    expect(inSnapshot()).toEqual({ input: 2000, output: 8000, cached: 500 });
    const { currency, prices } = PriceList.parse(body);
    expect([currency, prices.map((one) => [one.modelId, one.modelName === null])]).toEqual([
      "CNY",
      [
        [null, true],
        [model, false],
      ],
    ]);
  });

  it("go again", async () => {
    expect((await box.person("DELETE", "/api/prices/default")).body.prices).toHaveLength(1);
    expect((await box.person("DELETE", "/api/prices/default")).status).toBe(404);
    expect((await put({ modelId: "model_zzzzzzzzzzzzzzzz", ...price })).status).toBe(404);
    expect((await put({ modelId: null, ...price, inputPerMillion: -1 })).status).toBe(400);
  });

  it("charge a job by the card and hour, also after it was deleted", async () => {
    const job = await jobEnded(box, (await createJob(box, await importRows(box), { steps: 2 })).id);
    const byModel = () => report(`${last3()}&bucket=all&group=model`);
    // The job is told of its end a moment before the run's own row is.
    await eventually(async () =>
      (await box.person("GET", "/api/box")).body.running.every((run: { kind: string }) => run.kind !== "job"),
    );
    const [before] = await byModel();
    expect(before!.cardHours).toBeGreaterThan(0);
    expect(before!.trainingCost).toBeCloseTo(before!.cardHours * 30, 9);
    expect((await report(`${last3()}&bucket=all&group=person`))[0]).toMatchObject({
      name: owner.name,
      cardHours: before!.cardHours,
    });
    expect((await report(`${last3()}&bucket=all&group=key`)).every((row) => row.cardHours === 0)).toBe(true);
    await box.person("DELETE", `/api/jobs/${job.id}`);
    expect(await byModel()).toEqual([before]);
  });
});

it("the currency and the days are settings of the box", async () => {
  const { body } = await box.person("GET", "/api/settings");
  expect(body).toMatchObject({ currency: "CNY", usageLineDays: 14 });
  const put = (more: object) => box.person("PUT", "/api/settings", { body: { ...body, ...more } });
  expect((await put({ currency: "euro" })).status).toBe(400);
  expect((await put({ currency: "EUR", usageLineDays: 30 })).body).toMatchObject({ currency: "EUR", usageLineDays: 30 });
  expect((await box.person("GET", `/api/usage/report?${last3()}`)).body.currency).toBe("EUR");
});
