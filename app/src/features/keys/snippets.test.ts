import { expect, it } from "vitest";
import { chatSnippets, embeddingSnippets } from "./snippets.ts";

const client = { origin: "http://127.0.0.1:7070", model: "helpdesk", key: "sk-sluice-x" };
const codeOf = (origin: string, id: string): string => chatSnippets({ ...client, origin }).find((s) => s.id === id)?.code ?? "";

it("names the box, the model and the key in every language", () => {
  for (const { code } of [...chatSnippets(client), ...embeddingSnippets(client)]) {
    expect(code).toContain("http://127.0.0.1:7070");
    expect(code).toContain("helpdesk");
    expect(code).toContain("sk-sluice-x");
  }
});

it("gives each SDK the base URL it wants: Anthropic's adds /v1 by itself", () => {
  for (const { id, code } of chatSnippets(client)) expect(code.includes("7070/v1"), id).toBe(id !== "anthropic");
});

it("tells curl about the box's own certificate on https only", () => {
  expect(codeOf("https://box:7443", "curl")).toContain("--cacert");
  expect(codeOf("http://box:7070", "curl")).not.toContain("--cacert");
});

it("sends JSON that can be read", () => {
  const body = /-d '(.*)'$/.exec(codeOf(client.origin, "curl"))?.[1] ?? "";
  expect(JSON.parse(body)).toEqual({ model: "helpdesk", messages: [{ role: "user", content: "Hello" }] });
});
