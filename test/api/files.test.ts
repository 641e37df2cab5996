/** `/v1/files` on the agent's socket: who may, and forms that are broken in every way. */
import { readdirSync } from "node:fs";
import { request } from "node:http";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chatRows } from "../support/box-steps.ts";
import { type Box, startBox } from "../support/start-box.ts";

let box: Box;
let keyId: string;
beforeAll(async () => {
  box = await startBox();
  await box.claim();
  keyId = (await box.person("POST", "/api/keys", { body: { name: "k" } })).body.key.id;
});
afterAll(() => box.stop());

const patience = { timeout: 20_000 };
const boundary = "----edge";
const type = { "content-type": `multipart/form-data; boundary=${boundary}` };
const field = (name: string, value: string) =>
  `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (text: string, name = "file") =>
  `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="../../a.jsonl"\r\n\r\n${text}\r\n`;
const end = `--${boundary}--\r\n`;
const ask = (method: string, url: string, raw?: string, headers: Record<string, string> = {}) =>
  box.stranger(method, url, {
    ...(raw === undefined ? {} : { raw: Buffer.from(raw) }),
    headers: { "x-sluice-key": keyId, ...headers },
  });
const post = (form: string, headers: Record<string, string> = type) => ask("POST", "/v1/files", form, headers);
const left = () => [readdirSync(path.join(box.data, "files")), readdirSync(path.join(box.data, "uploads"))];

describe("who", () => {
  it("a key of the terminal works in its project", async () => {
    const { body } = await box.operator("POST", "/api/operator/key", { name: "terminal" });
    expect((await ask("GET", "/v1/files", undefined, { "x-sluice-key": body.key.id })).body).toMatchObject({
      object: "list",
      data: [],
    });
  });
  it("no key, a wrong one, a revoked one, a session, the terminal's token: nobody", async () => {
    const { body } = await box.person("POST", "/api/keys", { body: { name: "gone" } });
    await box.person("DELETE", `/api/keys/${body.key.id}`);
    const answers = [
      await box.stranger("GET", "/v1/files"),
      await ask("GET", "/v1/files", undefined, { "x-sluice-key": "key_aaaaaaaaaaaaaaaa" }),
      await ask("GET", "/v1/files", undefined, { "x-sluice-key": body.key.id }),
      await box.person("GET", "/v1/files"),
      await box.operator("GET", "/v1/files"),
    ];
    for (const { status, body } of answers) expect([status, body.error.code]).toEqual([401, "invalid_api_key"]);
  });
  it("a key opens nothing of the console's API", async () => {
    expect((await ask("GET", "/api/datasets")).status).toBe(401);
  });
});

describe("forms", () => {
  it("purpose before or after the file; the name is only a label", async () => {
    for (const form of [field("purpose", "fine-tune") + file(chatRows(2)), file(chatRows(2)) + field("purpose", "fine-tune")]) {
      const { status, body } = await post(form + end);
      expect([status, body.filename, body.bytes]).toEqual([200, "a.jsonl", chatRows(2).length]);
      expect((await ask("GET", `/v1/files/${body.id}/content`)).body).toBe(chatRows(2));
      const head = await ask("HEAD", `/v1/files/${body.id}/content`);
      expect([head.status, head.headers["content-length"]]).toEqual([200, String(chatRows(2).length)]);
      expect((await ask("DELETE", `/v1/files/${body.id}`)).body.deleted).toBe(true);
    }
  });

  it.each([
    ["no form", "{}", { "content-type": "application/json" }, 400, "Send multipart/form-data."],
    ["no boundary", "", { "content-type": "multipart/form-data; x=y" }, 400, "names no boundary"],
    [
      "another boundary",
      file("x") + end,
      { "content-type": "multipart/form-data; boundary=other" },
      400,
      "ends early or its boundary is wrong",
    ],
    ["cut off in the file", file("x").slice(0, -4), type, 400, "ends early or its boundary is wrong"],
    ["cut off before the end", file("x") + field("purpose", "batch"), type, 400, "ends early or its boundary is wrong"],
    ["no file", field("purpose", "batch") + end, type, 400, "The field 'file' is missing."],
    ["no purpose", file("x") + end, type, 400, "purpose: Must be one of"],
    ["a wrong purpose first", field("purpose", "x") + file("x") + end, type, 400, "Must be one of"],
    ["a file in another field", file("x", "data") + end, type, 400, "it belongs into 'file'"],
    ["two files", file("x") + file("y") + end, type, 400, "one file at a time"],
    ["a field without end", field("purpose", "x".repeat(100_000)) + file("x") + end, type, 400, "is too long"],
    ["nothing", "", type, 400, ""],
  ])("%s", async (_name, form, headers, status, message) => {
    const answer = await post(form, headers as Record<string, string>);
    expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringContaining(message)]);
    await expect.poll(left, patience).toEqual([[], []]);
  });

  it("a client that hangs up leaves nothing", async () => {
    const headers = { ...type, "x-sluice-key": keyId, "content-length": "10000000" };
    const sending = request({ socketPath: box.socket, path: "/v1/files", method: "POST", headers }).on("error", () => undefined);
    sending.write(field("purpose", "fine-tune") + file("x".repeat(500_000)).slice(0, -2));
    await expect.poll(() => left()[1]!.length, patience).toBe(2);
    sending.destroy();
    await expect.poll(left, patience).toEqual([[], []]);
  });

  it("a part larger than 64 MB is refused", async () => {
    const upload = { bytes: 70_000_000, filename: "a", mime_type: "text/plain", purpose: "batch" };
    const { body } = await ask("POST", "/v1/uploads", JSON.stringify(upload), { "content-type": "application/json" });
    const part = await ask("POST", `/v1/uploads/${body.id}/parts`, file("x".repeat(64 * 1024 * 1024 + 1), "data") + end, type);
    expect([part.status, part.body.error.code]).toEqual([413, "too_large"]);
    await expect.poll(left, patience).toEqual([[], []]);
  });
});
