import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { FreeSpace } from "../import/free-space.ts";
import type { Actor } from "../may.ts";
import { createUploads, type UploadsOptions } from "./uploads.ts";

const actorOf = (id: string, projectId: string): Actor => ({
  ...{ id, name: id, kind: "person", projectId },
  roles: { [projectId]: "owner" },
});
const ada = actorOf("usr_ada", "proj_a");
const eve = actorOf("usr_eve", "proj_e");
const bytes = randomBytes(300_000);
const sha256 = createHash("sha256").update(bytes).digest("hex");
const body = (...chunks: Uint8Array[]) => Readable.from(chunks, { objectMode: false });
const piece = (from: number, to: number, more: object = {}) => ({
  ...{ offset: from, bytes: to - from, totalBytes: bytes.length, isLast: false, body: body(bytes.subarray(from, to)) },
  ...more,
});

let data = "";
const open = (more: Partial<UploadsOptions> = {}) => createUploads({ data, ...more });
const names = () => readdirSync(path.join(data, "uploads")).sort();
beforeEach(() => {
  data = mkdtempSync(path.join(os.tmpdir(), "sluice-uploads-"));
});
afterEach(() => rmSync(data, { recursive: true }));

it("pieces become the file, whole with the last of them", async () => {
  const uploads = open();
  const { id } = await uploads.create(ada, { filename: "../a.jsonl", bytes: null });
  expect(await uploads.append(ada, id, piece(0, 100_000, { totalBytes: null }))).toMatchObject({ bytes: 100_000, sha256: null });
  await expect(uploads.get(ada, id)).rejects.toMatchObject({ code: "wrong-state" });
  expect(await uploads.append(ada, id, piece(100_000, 200_000))).toMatchObject({ totalBytes: 300_000, sha256: null });
  const whole = await uploads.append(ada, id, piece(200_000, 300_000));
  expect(whole).toEqual({ id, filename: "a.jsonl", bytes: 300_000, totalBytes: 300_000, sha256 });
  expect(readFileSync(uploads.fileOf(id)).equals(bytes)).toBe(true);
  expect(names()).toEqual([id, `${id}.json`]);
  // The answer was lost and the sender says the last thing again.
  expect(await uploads.append(ada, id, piece(0, 0, { offset: null, body: body() }))).toEqual(whole);
  await expect(uploads.append(ada, id, piece(200_000, 300_000))).rejects.toMatchObject({ details: { heldBytes: 300_000 } });
});

it("another store goes on where one was killed, and the hash is of all of it", async () => {
  const first = open();
  const { id } = await first.create(ada, { filename: "a", bytes: bytes.length });
  await first.append(ada, id, piece(0, 123_456));
  const second = open();
  expect(await second.state(ada, id)).toMatchObject({ bytes: 123_456 });
  expect(await second.append(ada, id, piece(123_456, 300_000))).toMatchObject({ sha256 });
});

it("killed between the hash and the new name: the next start finishes it", async () => {
  const first = open();
  const { id } = await first.create(ada, { filename: "a", bytes: bytes.length });
  await first.append(ada, id, piece(0, 200_000));
  const card = path.join(data, "uploads", `${id}.json`);
  writeFileSync(card, JSON.stringify({ ...JSON.parse(readFileSync(card, "utf8")), sha256: "0".repeat(64) }));
  const second = open();
  expect(await second.state(ada, id)).toMatchObject({ bytes: 200_000, sha256: null });
  expect(await second.append(ada, id, piece(200_000, 300_000))).toMatchObject({ sha256 });
});

it("a body that breaks off keeps what came; the offset says where to go on", async () => {
  const uploads = open();
  const { id } = await uploads.create(ada, { filename: "a", bytes: null });
  async function* broken() {
    yield bytes.subarray(0, 70_000);
    throw new Error("connection lost");
  }
  const lost = piece(0, 300_000, { body: Readable.from(broken(), { objectMode: false }) });
  await expect(uploads.append(ada, id, lost)).rejects.toThrow("connection lost");
  await expect(uploads.append(ada, id, piece(0, 300_000))).rejects.toMatchObject({
    code: "wrong-offset",
    details: { heldBytes: 70_000 },
  });
  const short = piece(70_000, 300_000, { body: body(bytes.subarray(70_000, 80_000)) });
  await expect(uploads.append(ada, id, short)).rejects.toMatchObject({ code: "bad-file", details: { heldBytes: 80_000 } });
  expect(await uploads.append(ada, id, piece(80_000, 300_000))).toMatchObject({ sha256 });
});

it("more than was announced is not taken, and another total neither", async () => {
  const uploads = open();
  const { id } = await uploads.create(ada, { filename: "a", bytes: 1000 });
  await expect(uploads.append(ada, id, piece(0, 500, { totalBytes: 999 }))).rejects.toMatchObject({ code: "bad-input" });
  await expect(uploads.append(ada, id, piece(0, 1001, { totalBytes: null }))).rejects.toMatchObject({ code: "bad-input" });
  const longer = { offset: 0, bytes: 500, totalBytes: null, isLast: false, body: body(bytes.subarray(0, 700)) };
  await expect(uploads.append(ada, id, longer)).rejects.toThrow("More bytes came");
  expect(await uploads.state(ada, id)).toMatchObject({ bytes: 500, sha256: null });
});

it("of two at once one wins", async () => {
  const uploads = open();
  const { id } = await uploads.create(ada, { filename: "a", bytes: null });
  const both = await Promise.allSettled([uploads.append(ada, id, piece(0, 300_000)), uploads.append(ada, id, piece(0, 300_000))]);
  expect(both.toSorted((a, b) => a.status.localeCompare(b.status))).toMatchObject([
    { status: "fulfilled", value: { sha256 } },
    { status: "rejected", reason: { code: "upload-busy" } },
  ]);
});

it("a silent sender loses its turn; one whose upload is removed is cut short", async () => {
  const uploads = open({ silentMs: 20 });
  const { id } = await uploads.create(ada, { filename: "a", bytes: null });
  const silent = new Readable({ read() {} });
  silent.push(bytes.subarray(0, 10));
  await expect(uploads.append(ada, id, piece(0, 300_000, { body: silent }))).rejects.toThrow("said nothing");
  expect(await uploads.state(ada, id)).toMatchObject({ bytes: 10 });
  const patient = open();
  const endless = new Readable({ read() {} });
  const writing = patient.append(ada, id, piece(10, 300_000, { body: endless }));
  const cut = expect(writing).rejects.toThrow("removed");
  await patient.remove(ada, id);
  await cut;
  expect(names()).toEqual([]);
});

it("nobody else's: neither seen, nor written, nor removed", async () => {
  const uploads = open();
  const { id } = await uploads.create(ada, { filename: "a", bytes: null });
  const acts = [() => uploads.state(eve, id), () => uploads.append(eve, id, piece(0, 1)), () => uploads.remove(eve, id)];
  for (const act of acts) await expect(act()).rejects.toMatchObject({ code: "not-found" });
  await expect(uploads.state(ada, "../box")).rejects.toMatchObject({ code: "not-found" });
});

it("a full disk: said before anything is sent; found while writing, what is there stays", async () => {
  let freeBytes = 1000;
  const freeSpace: FreeSpace = async () => ({ freeBytes, totalBytes: 1000 });
  const uploads = open({ freeSpace });
  await expect(uploads.create(ada, { filename: "a", bytes: 10_000 })).rejects.toMatchObject({ code: "disk-full" });
  const { id } = await uploads.create(ada, { filename: "a", bytes: null });
  await expect(uploads.append(ada, id, piece(0, 1000, { totalBytes: null }))).rejects.toMatchObject({ code: "disk-full" });
  freeBytes = 1e9;
  expect(await uploads.append(ada, id, piece(0, 300_000))).toMatchObject({ sha256 });
});

it("a stream at once: whole or nothing", async () => {
  const uploads = open();
  const whole = await uploads.receive(ada, { filename: "a", bytes: null, body: body(bytes) });
  expect(whole).toMatchObject({ bytes: 300_000, sha256 });
  const to = path.join(data, "moved");
  await uploads.moveOut(whole.id, to);
  expect([statSync(to).size, names()]).toEqual([300_000, []]);
  const again = await uploads.fromFile(ada, { file: to, filename: "b", bytes: 300_000, sha256 });
  expect(await uploads.get(ada, again.id)).toMatchObject({ bytes: 300_000, sha256, filename: "b" });
  await uploads.discard(again.id);
  expect(statSync(to).size).toBe(300_000);
  await expect(uploads.receive(ada, { filename: "a", bytes: 10, body: body(bytes.subarray(0, 9)) })).rejects.toThrow("9 of 10");
  expect(names()).toEqual([]);
});

it("the sweep takes what is a day old, unless it is needed, and what was killed in one go", async () => {
  const uploads = open();
  const ids: string[] = [];
  for (const filename of ["old", "needed", "new"]) ids.push((await uploads.create(ada, { filename, bytes: null })).id);
  const lost = await uploads.create(ada, { filename: "lost", bytes: null });
  const card = path.join(data, "uploads", `${lost.id}.json`);
  writeFileSync(card, JSON.stringify({ ...JSON.parse(readFileSync(card, "utf8")), atOnce: true }));
  const age = (id: string, hours: number) => {
    const at = Date.now() / 1000 - hours * 3600;
    for (const end of [".part", ".json"]) utimesSync(path.join(data, "uploads", id + end), at, at);
  };
  for (const [n, id] of ids.entries()) age(id, n === 2 ? 23 : 25);
  age(lost.id, 1);
  await uploads.sweep((id) => id === ids[1]);
  expect(names().filter((name) => !name.includes("."))).toEqual([]);
  expect(names()).toEqual([ids[1], ids[2]].flatMap((id) => [`${id}.json`, `${id}.part`]).sort());
});
