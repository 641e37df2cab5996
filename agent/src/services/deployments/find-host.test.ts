import { describe, expect, it } from "vitest";
import { fakeServe } from "../../engines/fake-serve.ts";
import { llamacpp } from "../../engines/llamacpp.ts";
import type { DeploymentRecord } from "../../store/box/deployments.ts";
import type { ModelRecord } from "../../store/box/models.ts";
import { findHost } from "./find-host.ts";

const lineage = (baseModelId: string | null) => ({ baseModelId }) as ModelRecord["lineage"];
const models = new Map<string, Pick<ModelRecord, "id" | "kind" | "jobId" | "lineage">>([
  ["base", { id: "base", kind: "base", jobId: null, lineage: lineage(null) }],
  ["gguf", { id: "gguf", kind: "gguf", jobId: null, lineage: lineage("base") }],
  ["merged", { id: "merged", kind: "merged", jobId: "job_1", lineage: lineage("base") }],
  ["other", { id: "other", kind: "base", jobId: null, lineage: lineage(null) }],
]);
const adapter = { kind: "adapter" as const, lineage: lineage("base") };
const host: DeploymentRecord = {
  ...{ id: "dep_aaaaaaaa", name: "base", projectId: "p", createdBy: "u", createdAt: new Date(1000).toISOString() },
  ...{ modelId: "gguf", engineId: "fake-serve", onDeploymentId: null, wanted: "running", state: "starting" },
  ...{
    settings: { adapters: 2 },
    runId: null,
    restarts: 0,
    replicas: 1,
    mayGiveWay: false,
    wakeOnDemand: false,
    awakeUntil: null,
    sleep: null,
    startingSince: null,
    usualSeconds: null,
  },
  ...{ readySince: null, readySeconds: null, cause: null, lastLines: [] },
};
const found = (...hosts: Partial<DeploymentRecord>[]) =>
  findHost(
    adapter,
    fakeServe,
    hosts.map((more) => ({ ...host, ...more })),
    models,
  )?.id;

describe("the host of an adapter", () => {
  it("serves its base, as weights or as GGUF, with room for adapters", () => {
    expect(found({})).toBe(host.id);
    expect(found({ modelId: "base" })).toBe(host.id);
  });
  it.each<[string, Partial<DeploymentRecord>]>([
    ["serves another base", { modelId: "other" }],
    ["serves a fine-tune of that base", { modelId: "merged" }],
    ["takes none", { settings: {} }],
    ["has settings that its engine does not take any more", { settings: { adapters: -1 } }],
    ["runs another engine", { engineId: "llamacpp" }],
    ["is meant to be stopped", { wanted: "stopped" }],
    ["is a guest itself", { onDeploymentId: "dep_bbbbbbbb" }],
    ["serves what is gone", { modelId: "gone" }],
  ])("is none that %s", (_what, more) => expect(found(more)).toBeUndefined());
  it("is the one that answers, else the oldest", () => {
    const younger = { id: "dep_bbbbbbbb", createdAt: new Date(2000).toISOString() };
    expect(found(younger, {})).toBe(host.id);
    expect(found({ ...younger, state: "ready" }, {})).toBe(younger.id);
  });
  it("is nobody's but an adapter's, and none where the engine takes none at all", () => {
    expect(findHost({ ...adapter, kind: "merged" }, fakeServe, [host], models)).toBeNull();
    expect(findHost(adapter, llamacpp, [{ ...host, engineId: "llamacpp" }], models)).toBeNull();
  });
});
