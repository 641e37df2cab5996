/** The official Node client's files and uploads through the real gateway to the real agent. */
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import OpenAI, { toFile } from "openai";
import { afterAll, beforeAll, expect, it } from "vitest";
import { chatRows } from "../support/box-steps.ts";
import { eventually } from "../support/eventually.ts";
import { type Box, startBox } from "../support/start-box.ts";

let box: Box;
let client: OpenAI;
beforeAll(async () => {
  box = await startBox({ gateway: true });
  await box.claim();
  const { body } = await box.person("POST", "/api/keys", { body: { name: "training" } });
  client = new OpenAI({ baseURL: `${box.gateway().url}/v1`, apiKey: body.secret, maxRetries: 0 });
  await eventually(async () => (await client.models.list().catch(() => null)) !== null);
});
afterAll(() => box.stop());

const rows = (count: number, name = "train.jsonl") => toFile(Buffer.from(chatRows(count)), name);

it("a file is kept as it came, found processed, and gone when deleted", async () => {
  const name = "培训数据 a.jsonl";
  const made = await client.files.create({ file: await rows(40, name), purpose: "fine-tune" });
  expect(made).toMatchObject({ object: "file", bytes: chatRows(40).length, purpose: "fine-tune" });
  expect(made.id).toMatch(/^file-[a-z0-9]{16}$/);
  expect(Math.abs(made.created_at - Date.now() / 1000)).toBeLessThan(60);
  const done = await client.files.waitForProcessing(made.id, { pollInterval: 50 });
  expect(done).toMatchObject({ status: "processed", filename: name });
  expect(await (await client.files.content(made.id)).text()).toBe(chatRows(40));
  expect(existsSync(path.join(box.data, "files", made.id))).toBe(true);
  expect(await client.files.delete(made.id)).toEqual({ id: made.id, object: "file", deleted: true });
  await expect(client.files.retrieve(made.id)).rejects.toBeInstanceOf(OpenAI.NotFoundError);
  expect(existsSync(path.join(box.data, "files", made.id))).toBe(false);
});

it("a bad row is said before any job needs it", async () => {
  const file = await toFile(Buffer.from(`${chatRows(3)}\n{"messages": []}\n`), "bad.jsonl");
  const { id } = await client.files.create({ file, purpose: "fine-tune" });
  const done = await client.files.waitForProcessing(id, { pollInterval: 50 });
  expect(done).toMatchObject({ status: "error", status_details: expect.stringMatching(/^1 of 4 rows cannot be used. line 4: /) });
  await client.files.delete(id);
});

it("lists by cursor, in both orders, by purpose", async () => {
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) {
    const purpose = n === 2 ? "user_data" : "fine-tune";
    ids.push((await client.files.create({ file: await rows(1, `${n}.jsonl`), purpose })).id);
  }
  const seen = async (query: object) => {
    const found: string[] = [];
    for await (const file of client.files.list(query)) found.push(file.id);
    return found;
  };
  expect(await seen({ limit: 2, order: "asc" })).toEqual(ids);
  expect(await seen({ limit: 2 })).toEqual(ids.toReversed());
  expect(await seen({ purpose: "user_data" })).toEqual([ids[2]]);
  await expect(seen({ after: "file-aaaaaaaaaaaaaaaa" })).rejects.toMatchObject({ status: 400, param: "after" });
  // Whoever deletes all files while listing them gets through all of them.
  for await (const file of client.files.list()) await client.files.delete(file.id);
  expect(await seen({})).toEqual([]);
});

it("expires when asked", async () => {
  const expires_after = { anchor: "created_at" as const, seconds: 3600 };
  const made = await client.files.create({ file: await rows(1), purpose: "batch", expires_after });
  expect([made.status, made.expires_at]).toEqual(["processed", made.created_at + 3600]);
  const soon = client.files.create({ file: await rows(1), purpose: "batch", expires_after: { ...expires_after, seconds: 1 } });
  await expect(soon).rejects.toMatchObject({ status: 400, param: "expires_after.seconds" });
});

it("refuses what is no purpose or empty, with the field's name, and keeps nothing of it", async () => {
  const before = readdirSync(path.join(box.data, "files")).length;
  const wrong = client.files.create({ file: await rows(1), purpose: "training" as never });
  await expect(wrong).rejects.toMatchObject({ status: 400, param: "purpose", type: "invalid_request_error" });
  const empty = client.files.create({ file: await toFile(Buffer.alloc(0), "a.jsonl"), purpose: "fine-tune" });
  await expect(empty).rejects.toMatchObject({ status: 400, param: "file", code: "file_empty" });
  expect(readdirSync(path.join(box.data, "files")).length).toBe(before);
  expect(readdirSync(path.join(box.data, "uploads"))).toEqual([]);
});

it("an upload in parts, sent at the same time, is put together in the order said", async () => {
  const bytes = randomBytes(5_000_000);
  const md5 = createHash("md5").update(bytes).digest("hex");
  const upload = await client.uploads.create({
    ...{ bytes: bytes.length, filename: "big.bin", mime_type: "application/octet-stream", purpose: "user_data" },
  });
  expect(upload).toMatchObject({ object: "upload", status: "pending", bytes: bytes.length, purpose: "user_data" });
  expect(upload.expires_at).toBeGreaterThan(upload.created_at);
  const cuts = [0, 1_000_000, 3_500_000, 5_000_000];
  const parts = await Promise.all(
    [2, 0, 1].map(async (n) => {
      const data = await toFile(bytes.subarray(cuts[n], cuts[n + 1]), "part");
      return { n, part: await client.uploads.parts.create(upload.id, { data }) };
    }),
  );
  const part_ids = parts.toSorted((a, b) => a.n - b.n).map(({ part }) => part.id);
  expect(parts[0]!.part).toMatchObject({ object: "upload.part", upload_id: upload.id });
  const complete = (ids: string[], hash: string) => client.uploads.complete(upload.id, { part_ids: ids, md5: hash });
  await expect(complete(part_ids.toReversed(), md5)).rejects.toMatchObject({ status: 400, param: "md5" });
  await expect(complete(part_ids.slice(1), md5)).rejects.toMatchObject({ status: 400, param: "part_ids" });
  const [done, same] = await Promise.all([complete(part_ids, md5), complete(part_ids, md5)]);
  expect(same).toEqual(done);
  expect(done).toMatchObject({ status: "completed", file: { object: "file", bytes: bytes.length, filename: "big.bin" } });
  expect(await complete(part_ids, md5)).toEqual(done);
  const content = Buffer.from(await (await client.files.content(done.file!.id)).arrayBuffer());
  expect(content.equals(bytes)).toBe(true);
  expect(readdirSync(path.join(box.data, "uploads"))).toEqual([]);
});

it("a cancelled upload takes its parts with it, and no more", async () => {
  const upload = await client.uploads.create({ bytes: 10, filename: "a", mime_type: "text/plain", purpose: "user_data" });
  await client.uploads.parts.create(upload.id, { data: await toFile(Buffer.from("12345"), "part") });
  expect((await client.uploads.cancel(upload.id)).status).toBe("cancelled");
  expect(readdirSync(path.join(box.data, "uploads"))).toEqual([]);
  const late = client.uploads.parts.create(upload.id, { data: await toFile(Buffer.from("12345"), "part") });
  await expect(late).rejects.toMatchObject({ status: 409, code: "wrong_state" });
});

it("while the agent is down: 503 and when to come back, and the client's own retry gets through", async () => {
  await box.killAgent("SIGKILL");
  await expect(client.files.list()).rejects.toMatchObject({ status: 503, code: "agent_down" });
  const patient = new OpenAI({ baseURL: client.baseURL, apiKey: client.apiKey, maxRetries: 60 });
  const waiting = patient.files.list();
  await box.startAgain();
  expect((await waiting).data.length).toBeGreaterThan(0);
});
