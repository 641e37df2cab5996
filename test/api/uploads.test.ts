/** Uploads over HTTP, on a real process that is killed: pieces at exactly the offset held, and the hash of all of it at the end. */
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type ClientRequest, request } from "node:http";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { UploadState } from "../../agent/src/contract/upload.ts";
import { type DataBox, startDataBox } from "../support/start-data-box.ts";

const bytes = randomBytes(3_000_000);
const sha256 = createHash("sha256").update(bytes).digest("hex");
let data = "";
let box: DataBox;
beforeAll(async () => {
  data = mkdtempSync(path.join(os.tmpdir(), "sluice-upload-"));
  box = await startDataBox({ data });
});
afterAll(async () => {
  await box.kill();
  rmSync(data, { recursive: true });
});

const put = (id: string, from: number, to: number, total: number | "*" = bytes.length) =>
  box.ask<UploadState>(`/uploads/${id}`, {
    method: "PUT",
    headers: { "content-range": from === to ? `bytes */${total}` : `bytes ${from}-${to - 1}/${total}` },
    body: bytes.subarray(from, to) as BodyInit,
  });
async function head(id: string) {
  const { status, headers } = await fetch(`${box.url}/uploads/${id}`, { method: "HEAD" });
  const of = (name: string) => headers.get(`upload-${name}`);
  return { status, offset: Number(of("offset")), length: of("length"), complete: of("complete") };
}
/** A PUT that announces all of it and hangs after `to`; resolves when the box holds so much. */
async function hang(id: string, to: number): Promise<ClientRequest> {
  const headers = { "content-range": `bytes 0-${bytes.length - 1}/${bytes.length}`, "content-length": bytes.length };
  const sending = request(`${box.url}/uploads/${id}`, { method: "PUT", headers });
  sending.on("error", () => undefined).write(bytes.subarray(0, to));
  await expect.poll(async () => (await head(id)).offset, { timeout: 10_000 }).toBe(to);
  return sending;
}

test("pieces, with the length said by the last of them", async () => {
  const made = await box.create("a.jsonl");
  expect(UploadState.parse(made)).toMatchObject({ bytes: 0, totalBytes: null, sha256: null });
  await put(made.id, 0, 1_000_000, "*");
  expect(await head(made.id)).toEqual({ status: 200, offset: 1_000_000, length: null, complete: "?0" });
  await put(made.id, 1_000_000, 3_000_000, "*");
  expect(await put(made.id, 0, 0)).toMatchObject({ bytes: 3_000_000, sha256 });
  expect(await head(made.id)).toEqual({ status: 200, offset: 3_000_000, length: "3000000", complete: "?1" });
});

test("a body without a range is the whole file, also when nobody knew how long", async () => {
  const { id } = await box.create();
  const stream = new Blob([bytes]).stream();
  const chunked = { method: "PUT", body: stream, duplex: "half" } as RequestInit;
  expect(await box.ask(`/uploads/${id}`, chunked)).toMatchObject({ bytes: 3_000_000, sha256 });
});

test("the agent is killed in the middle of a piece: what it held is held, and the hash is of all of it", async () => {
  const { id } = await box.create("a", bytes.length);
  const sending = await hang(id, 1_234_567);
  await box.kill();
  sending.destroy();
  box = await startDataBox({ data });
  const { offset } = await head(id);
  expect(offset).toBe(1_234_567);
  expect(await put(id, offset, 2_000_000)).toMatchObject({ bytes: 2_000_000, sha256: null });
  expect(await put(id, 2_000_000, 3_000_000)).toMatchObject({ sha256 });
  expect(readFileSync(path.join(data, "uploads", id)).equals(bytes)).toBe(true);
});

test("a sender that goes away leaves its turn and its bytes; a second one at the same time is refused", async () => {
  const { id } = await box.create("a", bytes.length);
  const sending = await hang(id, 700_000);
  await expect(put(id, 700_000, 3_000_000)).rejects.toMatchObject({ status: 409, error: { code: "upload-busy" } });
  sending.destroy();
  await expect
    .poll(() => put(id, 700_000, 3_000_000).catch((error: { status: number }) => error), { timeout: 10_000 })
    .toMatchObject({ sha256 });
});

test("a wrong offset is 409 and says the right one", async () => {
  const { id } = await box.create("a", bytes.length);
  await put(id, 0, 100_000);
  for (const from of [0, 99_999, 100_001]) {
    const refused = { status: 409, error: { code: "wrong-offset", details: { heldBytes: 100_000 } } };
    await expect(put(id, from, from + 10)).rejects.toMatchObject(refused);
  }
  await expect(put(id, 100_000, 100_001, 5)).rejects.toMatchObject({ status: 400, error: { code: "bad-input" } });
  expect((await head(id)).offset).toBe(100_000);
});

test("an upload larger than the disk is refused before it is sent", async () => {
  await expect(box.create("a", 9e15)).rejects.toMatchObject({ status: 507, error: { code: "disk-full" } });
  const { id } = await box.create("a");
  const headers = { "content-range": "bytes 0-9/900000000000000" };
  const sent = box.ask(`/uploads/${id}`, { method: "PUT", headers, body: bytes.subarray(0, 10) as BodyInit });
  await expect(sent).rejects.toMatchObject({ status: 507 });
});

test("what is not whole is not imported; what is removed is gone", async () => {
  const { id } = await box.create("a", 10);
  await expect(box.start(id)).rejects.toMatchObject({ status: 409, message: expect.stringContaining("0 of 10 bytes") });
  expect(await box.ask(`/uploads/${id}`, { method: "DELETE" })).toEqual({ ok: true });
  expect((await head(id)).status).toBe(404);
});
