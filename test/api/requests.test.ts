import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Feedback, RequestDetail, RequestLine } from "../../agent/src/contract/usage.ts";
import { eventually } from "../support/eventually.ts";
import { type Box, startBox } from "../support/start-box.ts";
import { type EndLine, endLine, writeUsage } from "../support/usage-lines.ts";

let box: Box;
let key: { id: string; projectId: string };
let lines: EndLine[];
const at = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 1_800_000;

beforeAll(async () => {
  box = await startBox({ env: { TZ: "UTC" } });
  await box.claim();
  key = (await box.person("POST", "/api/keys", { body: { name: "app" } })).body.key;
  const mine = (n: number, more: Partial<EndLine> = {}) => endLine({ key: key.id, project: key.projectId, at: at + n, ...more });
  lines = [
    mine(0, { status: 429, route: "coder" }),
    ...Array.from({ length: 30 }, (_, n) => mine(n + 1)),
    mine(40, { status: 502, cut: "engine", queueMs: 40, firstMs: null, tries: 2, cost: 2_500_000_000 }),
    mine(41, { log: "1-2.jsonl:0:10", path: "/v1/embeddings", completion: 0 }),
    endLine({ project: "proj_zzzzzzzzzzzzzzzz", at }),
  ];
  writeUsage(box.data, lines);
  await eventually(async () => (await list("")).total >= 33);
});
afterAll(() => box.stop());

const list = async (query: string) => (await box.person("GET", `/api/requests?${query}`)).body;
const idsOf = (page: { data: RequestLine[] }) => page.data.map((line) => RequestLine.parse(line).id);
const mine = () =>
  lines
    .slice(0, -1)
    .reverse()
    .map(({ id }) => id);

describe("the inspector", () => {
  it("lists the newest first, page by page, and nobody else's", async () => {
    const seen: string[] = [];
    for (let after = ""; ; ) {
      const page = await list(`limit=7${after && `&after=${after}`}`);
      expect(page.total).toBe(33);
      seen.push(...idsOf(page));
      if (page.nextAfter === null) break;
      after = page.nextAfter;
    }
    expect(seen).toEqual(mine());
  });

  it("finds by route, status, key and id", async () => {
    expect(idsOf(await list("route=coder"))).toEqual([lines[0]!.id]);
    expect(idsOf(await list("status=429"))).toEqual([lines[0]!.id]);
    expect(idsOf(await list("status=5xx"))).toEqual([lines[31]!.id]);
    expect((await list(`key=${key.id}&status=2xx`)).total).toBe(31);
    expect((await list("deployment=dep_nobody")).data).toEqual([]);
    expect(idsOf(await list(`id=${lines[5]!.id}`))).toEqual([lines[5]!.id]);
    expect((await list(`id=${lines.at(-1)!.id}`)).data).toEqual([]);
    expect((await box.person("GET", "/api/requests?status=9xx")).status).toBe(400);
  });

  it("shows one with its timings and what it cost", async () => {
    const { body } = await box.person("GET", `/api/requests/${lines[31]!.id}`);
    expect(RequestDetail.parse(body)).toMatchObject({
      ...{ keyName: "app", status: 502, cut: "engine", queueMs: 40, firstMs: null, totalMs: 100, tries: 2, cost: 2.5 },
      ...{ isLogged: false, exchange: null, feedback: [], rating: null },
    });
    expect((await box.person("GET", `/api/requests/${lines.at(-1)!.id}`)).status).toBe(404);
    expect((await box.person("GET", "/api/requests/req_nothing")).status).toBe(404);
  });
});

describe("feedback", () => {
  const give = (id: string, body: object) => box.person("POST", `/api/requests/${id}/feedback`, { body });
  const giveByKey = (body: object) => box.stranger("POST", "/v1/feedback", { body, headers: { "x-sluice-key": key.id } });
  const logged = () => lines[32]!.id;

  it("is refused where the project keeps nothing, and on a request that was not kept", async () => {
    const refused = await give(logged(), { rating: "up" });
    expect([refused.status, refused.body.error.code]).toEqual([409, "wrong-state"]);
    expect(refused.body.error.message).toContain("keeps no requests");
    const byKey = await giveByKey({ request_id: logged(), rating: "up" });
    expect([byKey.status, byKey.body.error.code]).toEqual([409, "wrong_state"]);
    await box.person("PUT", `/api/projects/${key.projectId}`, { body: { name: "default", logRetentionDays: 30 } });
    expect((await give(lines[1]!.id, { rating: "up" })).body.error.message).toContain("was not kept");
  });

  it("is kept with the request, from the console and with a key; one word per person", async () => {
    const { body } = await give(logged(), { rating: "down", correction: "Bolts.", comment: "wrong" });
    expect(RequestDetail.parse(body)).toMatchObject({ rating: "down", isLogged: true });
    const answer = await giveByKey({ request_id: logged(), rating: "up" });
    expect(answer.body).toMatchObject({ object: "feedback", request_id: logged(), rating: "up", correction: null });
    const detail = RequestDetail.parse((await box.person("GET", `/api/requests/${logged()}`)).body);
    // The key is the same person's.
    expect(detail.feedback.map(({ rating, correction }: Feedback) => [rating, correction])).toEqual([["up", null]]);
    expect((await list(`id=${logged()}`)).data[0].rating).toBe("up");
    expect((await giveByKey({ request_id: logged() })).body).toMatchObject({ deleted: true });
    expect((await list(`id=${logged()}`)).data[0].rating).toBeNull();
    expect((await giveByKey({ request_id: lines.at(-1)!.id, rating: "up" })).status).toBe(404);
    expect((await giveByKey({ rating: "up" })).body.error).toMatchObject({ param: "request_id" });
  });
});

describe("OpenAI's organization API", () => {
  const ask = async (path: string) => box.stranger("GET", `/v1/organization/${path}`, { headers: { "x-sluice-key": key.id } });
  const hour = at / 1000 - 1800;

  it("completions by the hour, grouped, of the key's own project", async () => {
    const { body } = await ask(
      `usage/completions?start_time=${hour}&end_time=${hour + 7200}&bucket_width=1h&group_by[]=api_key_id&group_by[]=model`,
    );
    expect(body).toMatchObject({ object: "page", has_more: false, next_page: null });
    expect(body.data.map(({ object, start_time, end_time }: Record<string, unknown>) => [object, start_time, end_time])).toEqual([
      ["bucket", hour, hour + 3600],
      ["bucket", hour + 3600, hour + 7200],
    ]);
    expect(body.data[0].results).toEqual([
      {
        ...{ object: "organization.usage.completions.result", input_tokens: 320, output_tokens: 160, input_cached_tokens: 0 },
        ...{ input_audio_tokens: 0, output_audio_tokens: 0, num_model_requests: 32, project_id: null, user_id: null },
        ...{ api_key_id: key.id, model: "model_aaaaaaaa", batch: null },
      },
    ]);
  });

  it("embeddings and costs by the day, page by page", async () => {
    const day = Math.floor(at / 86_400_000) * 86_400;
    const { body } = await ask(`usage/embeddings?start_time=${day}&group_by=project_id`);
    expect(body.data[0].results).toMatchObject([{ input_tokens: 10, num_model_requests: 1, project_id: key.projectId }]);
    const first = (await ask(`costs?start_time=${day - 86_400}&end_time=${day + 86_400}&limit=1`)).body;
    expect(first).toMatchObject({ has_more: true, next_page: String(day), data: [{ start_time: day - 86_400, results: [] }] });
    const second = (await ask(`costs?start_time=${day - 86_400}&end_time=${day + 86_400}&limit=1&page=${first.next_page}`)).body;
    expect(second.data[0].results).toMatchObject([
      { object: "organization.costs.result", amount: { value: 2.5, currency: "cny" } },
    ]);
    expect(second.has_more).toBe(false);
  });

  it("says what it does not keep", async () => {
    const { status, body } = await ask("usage/completions?start_time=1&bucket_width=1m");
    expect([status, body.error.param]).toEqual([400, "bucket_width"]);
    expect((await ask("usage/completions")).body.error.param).toBe("start_time");
  });
});
