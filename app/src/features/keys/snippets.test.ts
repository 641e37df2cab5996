import { expect, it } from "vitest";
import { snippets } from "./snippets.ts";

it("names the box, the model and the key in every language", () => {
  for (const code of Object.values(snippets("http://127.0.0.1:7070", "helpdesk", "sk-sluice-x"))) {
    expect(code).toContain("http://127.0.0.1:7070/v1");
    expect(code).toContain("helpdesk");
    expect(code).toContain("sk-sluice-x");
  }
});

it("tells curl about the box's own certificate on https only", () => {
  expect(snippets("https://box:7443", "m", "k").curl).toContain("--cacert");
  expect(snippets("http://box:7070", "m", "k").curl).not.toContain("--cacert");
});
