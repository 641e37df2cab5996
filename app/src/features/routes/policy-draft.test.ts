import { RoutePolicy } from "@sluice/agent/contract";
import { expect, it } from "vitest";
import { draftOf, policyOf } from "./policy-draft.ts";

const full = RoutePolicy.parse({
  queue: { limit: 20, waitMs: 1500 },
  timeoutMs: 60_000,
  maxTokens: 400,
  systemPrompt: { text: "Be brief.", locked: true },
});

it("comes back as it went into the form", () => {
  for (const policy of [full, RoutePolicy.parse({})]) expect(policyOf(draftOf(policy))).toEqual({ policy, wrong: null });
});

it("names the field that cannot be taken", () => {
  expect(policyOf({ ...draftOf(full), queueLimit: "0" }).wrong).toEqual(["queue.limit"]);
  expect(policyOf({ ...draftOf(full), queueSeconds: "", timeoutSeconds: "soon" }).wrong).toEqual(["queue.waitMs", "timeoutMs"]);
  expect(policyOf({ ...draftOf(full), maxTokens: "1.5" }).wrong).toEqual(["maxTokens"]);
});
