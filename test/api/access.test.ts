import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRoutes } from "../../agent/src/api/access.ts";
import { createLogger } from "../../agent/src/lib/logger.ts";
import { allRoutes, allV1Routes } from "../support/all-routes.ts";
import { type Box, startBox } from "../support/start-box.ts";

let box: Box;
beforeAll(async () => {
  box = await startBox();
  await box.claim();
});
afterAll(() => box.stop());

const routes = allRoutes(createLogger("test", "silent"));
const call = ({ method, path }: { method: string; path: string }, headers: Record<string, string> = {}) =>
  box.stranger(method, path.replaceAll(/:\w+/g, "job_aaaaaaaaaaaaaaaa"), { ...(method === "GET" ? {} : { body: {} }), headers });

describe("deny by default", () => {
  it("knows the routes it walks", () => expect(routes.length).toBeGreaterThan(40));

  it.each(routes.filter((route) => !openRoutes.includes(route.name)))("$name signed out -> 401", async (route) => {
    const { status, body } = await call(route);
    expect([status, body.error.code]).toEqual([401, "not-signed-in"]);
  });

  it.each(allV1Routes(createLogger("test", "silent")))("$name without a key -> 401", async (route) => {
    const { status, body } = await call(route);
    expect([status, body.error.code]).toEqual([401, "invalid_api_key"]);
  });

  it("open routes are few, and each is there", () => {
    const names = routes.map((route) => route.name);
    expect(openRoutes.length).toBeLessThanOrEqual(5);
    for (const name of openRoutes) expect(names).toContain(name);
  });

  it("an address nobody made is 401 to strangers too", async () => {
    expect((await box.stranger("GET", "/api/nothing")).status).toBe(401);
    expect((await box.person("GET", "/api/nothing")).status).toBe(404);
  });

  it.each(routes.filter((route) => route.method !== "GET"))("$name from another site -> 403", async (route) => {
    const elsewhere: Record<string, string>[] = [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "", origin: "https://evil.example" },
      { "sec-fetch-site": "" },
    ];
    for (const headers of elsewhere) {
      expect((await call(route, headers)).body.error.code).toBe("cross-site");
    }
  });

  it("takes the same origin of a browser that says no more", async () => {
    const headers = { "sec-fetch-site": "", origin: "http://localhost" };
    expect((await box.person("POST", "/api/keys", { body: { name: "k" }, headers })).status).toBe(201);
  });

  it("wants JSON where JSON is meant", async () => {
    const answer = await box.person("POST", "/api/keys", {
      raw: Buffer.from('{"name":"k"}'),
      headers: { "content-type": "text/plain" },
    });
    expect([answer.status, answer.body.error.code]).toEqual([400, "bad-input"]);
    const broken = await box.person("POST", "/api/keys", {
      raw: Buffer.from("{"),
      headers: { "content-type": "application/json" },
    });
    expect(broken.status).toBe(400);
  });

  it("does not collect a stranger's endless body in memory", async () => {
    const raw = Buffer.from(JSON.stringify({ email: "a@example.com", password: "x".repeat(2 * 1024 * 1024) }));
    const answer = await box.stranger("POST", "/api/sign-in", { raw, headers: { "content-type": "application/json" } });
    expect([answer.status, answer.body.error.code]).toEqual([413, "too-large"]);
  });

  it("the terminal's verbs need its token, not a session; a wrong token is nobody", async () => {
    expect((await box.person("POST", "/api/operator/key", { body: { name: "k" } })).status).toBe(403);
    expect((await box.stranger("GET", "/api/box", { headers: { "x-sluice-operator": "guess" } })).status).toBe(401);
    expect((await box.operator("POST", "/api/operator/key", { name: "k" })).status).toBe(201);
  });
});
