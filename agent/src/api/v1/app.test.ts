import { Hono } from "hono";
import { expect, it } from "vitest";
import { SluiceError } from "../../contract/error.ts";
import { createLogger } from "../../lib/logger.ts";
import type { Actor } from "../../services/may.ts";
import { type ApiEnv, needs } from "../access.ts";
import { validQuery } from "../valid.ts";
import { createV1App } from "./app.ts";
import { cursorList, cursorQuery } from "./paging.ts";

const ada: Actor = { id: "usr_ada", name: "Ada", kind: "person", projectId: "proj_a", roles: { proj_a: "owner" } };
const logger = createLogger("test", "silent");
const things = () =>
  new Hono<ApiEnv>()
    .get("/things", needs("read"), (c) => {
      const { after = "none", limit } = validQuery(c, cursorQuery({ usual: 20, most: 100 }));
      return c.json(cursorList({ data: [{ id: `after-${after}` }, { id: `limit-${limit}` }], nextAfter: null }));
    })
    .get("/things/full", needs("read"), () => {
      throw new SluiceError("disk-full", "Full.", { hint: "Make room." });
    })
    .get("/things/taken", needs("read"), () => {
      throw new SluiceError("bad-input", "No such purpose.", { details: { param: "purpose", code: "invalid_purpose" } });
    })
    .get("/things/broken", needs("read"), () => {
      throw new Error("secret inside");
    })
    .post("/things/drain", needs("operate"), (c) => c.json({}));
const actorOfKey = async (id: string) => (id === "key_ada" ? ada : null);
const app = createV1App({ actorOfKey, groups: [things()], logger });
const ask = async (path: string, method = "GET", headers: Record<string, string> = { "x-sluice-key": "key_ada" }) => {
  const answer = await app.request(path, { method, headers });
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
};

it("nothing without a living key, not even the name of an address", async () => {
  for (const headers of [{}, { "x-sluice-key": "key_eve" }, { "x-sluice-operator": "x", cookie: "s=1" }]) {
    for (const path of ["/v1/things", "/v1/nothing"]) {
      const { status, body } = await ask(path, "GET", headers as Record<string, string>);
      expect([status, body.error.code, body.error.type]).toEqual([401, "invalid_api_key", "invalid_request_error"]);
    }
  }
});

it("a route that declares no verb stops the start", () => {
  const open = new Hono<ApiEnv>().get("/open", (c) => c.text("hello"));
  expect(() => createV1App({ actorOfKey, groups: [open], logger })).toThrow("GET /v1/open does not declare");
});

it("answers errors in OpenAI's shape, and says whether to try again", async () => {
  const full = await ask("/v1/things/full");
  expect([full.status, full.headers.get("x-should-retry")]).toEqual([507, "false"]);
  expect(full.body).toEqual({ error: { message: "Full. Make room.", type: "server_error", param: null, code: "disk_full" } });
  expect((await ask("/v1/things/taken")).body.error).toMatchObject({ param: "purpose", code: "invalid_purpose" });
  const wrong = await ask("/v1/things?limit=0");
  expect([wrong.status, wrong.body.error.param, wrong.body.error.type]).toEqual([400, "limit", "invalid_request_error"]);
  const broken = await ask("/v1/things/broken");
  expect([broken.status, JSON.stringify(broken.body).includes("secret")]).toEqual([500, false]);
  expect((await ask("/v1/nothing")).body.error).toMatchObject({ message: "There is no GET /v1/nothing.", code: "unknown_url" });
  expect((await ask("/v1/things/drain", "POST")).body.error).toMatchObject({ type: "permission_error", code: "not_allowed" });
});

it("lists by cursor", async () => {
  expect((await ask("/v1/things?after=x")).body).toEqual({
    object: "list",
    data: [{ id: "after-x" }, { id: "limit-20" }],
    first_id: "after-x",
    last_id: "limit-20",
    has_more: false,
  });
});
