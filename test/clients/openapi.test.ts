/** The served OpenAPI document, and schemathesis making up requests from it: no crash, no answer the document does not know. */
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCommand } from "../../agent/src/lib/run-command.ts";
import { ensurePythonTools } from "../support/python-tools.ts";
import { type ClientBox, startClientBox } from "./client-box.ts";

let box: ClientBox;
let bin: string;
beforeAll(async () => {
  bin = await ensurePythonTools("schemathesis");
  box = await startClientBox();
}, 600_000);
afterAll(() => box.stop());

const cases = process.env.SLUICE_ALL ? 200 : 15;

it("is OpenAPI 3.1 and open to everyone", async () => {
  const answer = await fetch(`${box.gateway.url}/openapi.json`);
  expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  const document = (await answer.json()) as { openapi: string; paths: object };
  expect(document.openapi).toMatch(/^3\.1/);
  expect(Object.keys(document.paths)).toContain("/v1/chat/completions");
});

it("schemathesis finds no crash and no answer the document does not know", async () => {
  const checks = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"];
  // What the agent answers is asked on a whole box (test/api): here only the gateway and its engines run.
  const only = "^/v1/(models|chat|completions|embeddings|rerank|responses|messages)";
  const end = await runCommand(
    [
      ...([path.join(bin, "schemathesis"), "run", `${box.gateway.url}/openapi.json`] as [string, ...string[]]),
      ...[
        "--header",
        `Authorization: Bearer ${box.key}`,
        "--include-path-regex",
        only,
        "--exclude-method",
        "DELETE",
        "--checks",
        checks.join(","),
      ],
      ...["--max-examples", String(cases), "--seed", "7", "--workers", "1", "--no-color", "--generation-database", "none"],
    ],
    { cwd: box.data },
  );
  expect(end.tail.slice(-60).join("\n")).not.toMatch(/FAILURES|ERRORS/);
  expect(end.code).toBe(0);
}, 600_000);
