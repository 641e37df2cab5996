/** Keys over the API, as the gateway then takes them: made with limits, changed, disabled, rotated, revoked. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Key, type NewKey } from "../../agent/src/contract/key.ts";
import { eventually } from "../support/eventually.ts";
import { type Box, startBox } from "../support/start-box.ts";

let box: Box;
beforeAll(async () => {
  box = await startBox({ gateway: true });
  await box.claim();
});
afterAll(() => box.stop());

const make = async (body: object) => (await box.person("POST", "/api/keys", { body })).body as NewKey;
const put = (id: string, body: object) => box.person("PUT", `/api/keys/${id}`, { body });
const rotate = async (id: string, body: object = {}) =>
  (await box.person("POST", `/api/keys/${id}/rotate`, { body })).body as NewKey;
const models = (secret: string) => fetch(`${box.gateway().url}/v1/models`, { headers: { authorization: `Bearer ${secret}` } });
const answers = (secret: string, status: number) => eventually(async () => (await models(secret)).status === status);

describe("keys", () => {
  it("has the limits it was made with; a project's key belongs to the project", async () => {
    const limits = {
      allowedRoutes: ["helpdesk", "not-there-yet"],
      ips: ["10.0.0.0/8", "2001:db8::1"],
      requestsPerMinute: 60,
      tokensPerMinute: 100_000,
      budgets: [
        { period: "day", unit: "tokens", soft: 1000, hard: 2000 },
        { period: "month", unit: "cost", soft: null, hard: 50.5 },
      ],
      department: "Sales",
    };
    const { key } = await make({ name: "app", kind: "project", ...limits });
    expect(key).toMatchObject({ ...limits, kind: "project", ownerName: "default", disabledAt: null, previous: null });
    expect(key.spent).toEqual({ dayTokens: 0, dayCost: 0, monthTokens: 0, monthCost: 0 });
    const read = await box.person("GET", `/api/keys/${key.id}`);
    expect(read.body).toEqual(key);
    expect(read.body).toEqual(expect.schemaMatching(Key));
    const { key: mine } = await make({ name: "mine" });
    expect(mine).toMatchObject({ kind: "person", ownerName: "Ada", allowedRoutes: null, ips: null, budgets: [] });
    expect((await box.person("GET", "/api/keys")).body.data.map((one: Key) => one.id)).toEqual([mine.id, key.id]);
  });

  it.each([
    ["an address that is none", { ips: ["10.0.0.0/40"] }, "ips"],
    ["two budgets of one kind", { budgets: [1, 2].map((hard) => ({ period: "day", unit: "tokens", hard })) }, "budgets"],
    ["a budget of nothing", { budgets: [{ period: "day", unit: "tokens" }] }, "budgets"],
    ["soft over hard", { budgets: [{ period: "day", unit: "cost", soft: 2, hard: 1 }] }, "budgets"],
    ["an end that is past", { expiresAt: "2020-01-01T00:00:00.000Z" }, "expiresAt"],
    ["a kind nobody makes", { kind: "playground" }, "kind"],
    ["a limit of none", { requestsPerMinute: 0 }, "requestsPerMinute"],
  ])("refuses %s", async (_name, more, field) => {
    const { status, body } = await box.person("POST", "/api/keys", { body: { name: "k", ...more } });
    expect([status, body.error.code]).toEqual([400, "bad-input"]);
    expect(body.error.message).toMatch(new RegExp(`^${field}`));
  });

  it("disabled it is refused and told so, enabled it works again; what a change leaves out goes back", async () => {
    const { key, secret } = await make({ name: "app", requestsPerMinute: 7 });
    await answers(secret, 200);
    expect((await put(key.id, { name: "renamed", disabled: true })).body).toMatchObject({
      name: "renamed",
      requestsPerMinute: null,
      disabledAt: expect.any(String),
    });
    await answers(secret, 401);
    expect(await (await models(secret)).text()).toMatch(/is disabled/);
    expect((await put(key.id, { name: "renamed" })).body.disabledAt).toBeNull();
    await answers(secret, 200);
  });

  it("rotated, both secrets work for a while; rotated again, the oldest ends at once", async () => {
    const { key, secret: first } = await make({ name: "app", requestsPerMinute: 9 });
    const { key: rotated, secret: second } = await rotate(key.id, { overlapHours: 1 });
    expect(rotated).toMatchObject({ id: key.id, requestsPerMinute: 9, previous: { hint: key.hint } });
    expect(rotated.hint).not.toBe(key.hint);
    expect(Date.parse(rotated.previous!.until)).toBeGreaterThan(Date.now() + 3_500_000);
    await answers(second, 200);
    expect((await models(first)).status).toBe(200);
    const { secret: third } = await rotate(key.id);
    await answers(third, 200);
    expect((await models(second)).status).toBe(200);
    expect((await models(first)).status).toBe(401);
    const { key: alone, secret: fourth } = await rotate(key.id, { overlapHours: 0 });
    expect(alone.previous).toBeNull();
    await answers(fourth, 200);
    expect((await models(third)).status).toBe(401);
    const list = JSON.stringify((await box.person("GET", "/api/keys")).body);
    for (const secret of [first, second, third, fourth]) expect(list).not.toContain(secret);
  });

  it("revoked it stays revoked: no change, no rotation, and its name stays in the list", async () => {
    const { key, secret } = await make({ name: "gone" });
    await answers(secret, 200);
    await box.person("DELETE", `/api/keys/${key.id}`);
    await answers(secret, 401);
    expect((await put(key.id, { name: "back" })).body.error.code).toBe("wrong-state");
    expect((await box.person("POST", `/api/keys/${key.id}/rotate`, { body: {} })).body.error.code).toBe("wrong-state");
    expect((await box.person("GET", `/api/keys/${key.id}`)).body).toMatchObject({ name: "gone", revokedAt: expect.any(String) });
    expect((await box.person("GET", "/api/keys/key_nobody")).status).toBe(404);
  });

  it("changes at the same time do not undo each other", async () => {
    const { key } = await make({ name: "busy" });
    await Promise.all([rotate(key.id), put(key.id, { name: "busy", requestsPerMinute: 5 }), rotate(key.id)]);
    const now = (await box.person("GET", `/api/keys/${key.id}`)).body as Key;
    expect(now.requestsPerMinute).toBe(5);
    expect(now.hint).not.toBe(key.hint);
    expect(now.previous?.hint).not.toBe(key.hint);
  });
});
