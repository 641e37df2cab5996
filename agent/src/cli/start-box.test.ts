import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { identityOf } from "../lib/process-identity.ts";
import { notStarted } from "./start-box.ts";

let data: string;
beforeEach(() => {
  data = mkdtempSync(path.join(os.tmpdir(), "sluice-start-"));
  mkdirSync(path.join(data, "logs"));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

it("a start that failed quotes the part that is missing", () => {
  const me = identityOf(process.pid)!;
  const file = { version: 1, keeper: me, port: 1, lan: false, appPort: 2, children: { agent: me, app: me } };
  writeFileSync(path.join(data, "keeper.json"), JSON.stringify(file));
  writeFileSync(path.join(data, "logs/agent.log"), "all is well\n");
  writeFileSync(path.join(data, "logs/gateway.log"), "the port is taken\n");
  expect(notStarted(data).message).toContain("the port is taken");
});
