/** Data over HTTP: what a person or a script can send, and what comes of it. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Dataset, Import, RowPreview } from "../../agent/src/contract/dataset.ts";
import { UploadState } from "../../agent/src/contract/upload.ts";
import { type DataBox, startDataBox } from "../support/start-data-box.ts";

let data = "";
let box: DataBox;
beforeAll(async () => {
  data = mkdtempSync(path.join(os.tmpdir(), "sluice-data-"));
  box = await startDataBox({ data });
});
afterAll(async () => {
  await box.kill();
  rmSync(data, { recursive: true });
});

const row = (n: number) =>
  JSON.stringify({
    messages: [
      { role: "user", content: `q${n}` },
      { role: "assistant", content: `a${n}` },
    ],
  });
const rows = (count: number) => Array.from({ length: count }, (_, i) => row(i));

test("a clean file becomes a version without a question, and a second one the next version", async () => {
  const upload = await box.upload(rows(100).join("\n"), "helpdesk.jsonl");
  expect(UploadState.parse(upload)).toEqual(upload);
  const ready = await box.rest((await box.start(upload.id)).id);
  expect(Import.parse(ready)).toMatchObject({
    state: "ready",
    rows: 100,
    goodRows: 100,
    badRows: 0,
    encoding: "utf-8",
    format: "chat",
  });
  const dataset = await box.dataset(ready.datasetId!);
  expect(Dataset.parse(dataset).versions).toMatchObject([
    {
      version: 1,
      rows: 100,
      trainRows: 90,
      heldOutRows: 10,
      filename: "helpdesk.jsonl",
      sourceHash: upload.sha256,
      tokens: null,
    },
  ]);
  const again = await box.importText(`\ufeff${rows(100).join("\r\n")}`);
  const { versions } = await box.dataset(again.datasetId!);
  expect(versions.map((version) => version.version)).toEqual([2, 1]);
  expect(versions[0]!.contentHash).toBe(versions[1]!.contentHash);
  await expect.poll(() => readdirSync(path.join(data, "uploads"))).toEqual([]);
});

test("pages of rows, of all and of one side", async () => {
  const { datasetId } = await box.importText(rows(500).join("\n"), { datasetName: "pages", heldOutFraction: 0.2 });
  const dataset = await box.dataset(datasetId!);
  const page = await box.rows(dataset, "?after=480&limit=500");
  expect(page.data.map((shown) => RowPreview.parse(shown).number)).toEqual(Array.from({ length: 20 }, (_, i) => 481 + i));
  expect(page).toMatchObject({ total: 500, nextAfter: null });
  const aside = await box.rows(dataset, "?split=held-out&limit=60");
  expect(aside).toMatchObject({ total: 100, nextAfter: String(aside.data[59]!.number) });
  expect(JSON.parse(row(480))).toEqual(page.data[0]!.row);
});

test("bad rows wait for the person; nothing is a dataset before they have said so", async () => {
  const lines = rows(40);
  lines[6] = "{broken";
  lines[20] = '{"messages":[{"role":"user","content":"x"}]}';
  const asking = await box.importText(lines.join("\n"), { datasetName: "asking" });
  expect(asking).toMatchObject({ state: "needs-decision", rows: 40, goodRows: 38, badRows: 2, datasetId: null, versionId: null });
  expect(asking.badRowSample.map((bad) => bad.line)).toEqual([7, 21]);
  expect((await box.ask<{ total: number }>("/datasets?q=asking")).total).toBe(0);
  await expect(box.post(`/imports/${asking.id}/accept`, {})).rejects.toMatchObject({ status: 400 });
  await box.post(`/imports/${asking.id}/accept`, { withoutBadRows: true });
  const ready = await box.rest(asking.id);
  const dataset = await box.dataset(ready.datasetId!);
  expect(dataset.versions[0]).toMatchObject({ rows: 38, leftOutRows: 2 });
  const first = await box.badRows(asking.id, "?limit=1");
  expect(first).toMatchObject({ total: 2, data: [{ line: 7 }] });
  expect(await box.badRows(asking.id, `?limit=1&after=${first.nextAfter}`)).toMatchObject({
    data: [{ line: 21 }],
    nextAfter: null,
  });
  await expect(box.post(`/imports/${asking.id}/accept`, { withoutBadRows: true })).rejects.toMatchObject({ status: 409 });
});

test("a discarded import leaves no rows behind", async () => {
  const asking = await box.importText(`${row(1)}\nx\n`, { datasetName: "discarded" });
  expect(await box.post(`/imports/${asking.id}/discard`, {})).toMatchObject({ state: "discarded" });
  expect(existsSync(path.join(data, "imports", asking.id))).toBe(false);
  expect((await box.ask<{ total: number }>("/datasets?q=discarded")).total).toBe(0);
});

test.each([
  ["an empty file", "", "file-empty", "The file is empty."],
  ["a zip", Buffer.from("PK\u0003\u0004...."), "bad-file", "This is a zip archive (an Excel .xlsx is one, too), not JSON."],
  [
    "Latin-1",
    Buffer.from(`${row(1).replace("q1", "caf\u00e9 !")}`, "latin1"),
    "bad-encoding",
    "The text is not valid UTF-8: the first bad byte is in line 1.",
  ],
  [
    "only bad rows",
    '{"text":"x"}\n',
    "bad-rows",
    'The only row of the file cannot be used. line 1: The row has neither "messages" (chat) nor "instruction" and "output" (Alpaca).',
  ],
])("%s fails with one clear sentence", async (_name, body, code, message) => {
  expect(await box.importText(body, { datasetName: "never" })).toMatchObject({ state: "failed", error: { code, message } });
  expect((await box.ask<{ total: number }>("/datasets?q=never")).total).toBe(0);
});

test("a path as a filename is only a label", async () => {
  const upload = await box.upload(row(1), "../../etc/passwd");
  expect(upload.filename).toBe("passwd");
  expect(readdirSync(path.join(data, "uploads")).sort()).toEqual([upload.id, `${upload.id}.json`]);
  await expect(box.start("../../etc/passwd")).rejects.toMatchObject({ status: 400 });
  await expect(box.ask("/imports/..%2F..%2Fetc")).rejects.toMatchObject({ status: 404 });
  expect((await box.upload(row(1), `..\\${"x".repeat(500)}`)).filename).toHaveLength(200);
});

test("a dataset that a job needs is not deleted; afterwards it goes with its files", async () => {
  const { datasetId, versionId } = await box.importText(rows(20).join("\n"), { datasetName: "needed" });
  writeFileSync(path.join(data, "used"), `${versionId}\n`);
  const remove = () => box.ask(`/datasets/${datasetId}`, { method: "DELETE" });
  await expect(remove()).rejects.toMatchObject({ status: 409, message: 'Version 1 of "needed" is needed by job helpdesk.' });
  rmSync(path.join(data, "used"));
  await remove();
  expect(existsSync(path.join(data, "datasets", versionId!))).toBe(false);
  await expect(box.dataset(datasetId!)).rejects.toMatchObject({ status: 404 });
});

test("the same upload is not imported twice at once, and is said to be gone when it is", async () => {
  const { id } = await box.upload(`${row(1)}\nx`);
  const asking = await box.rest((await box.start(id)).id);
  await expect(box.start(id)).rejects.toMatchObject({ status: 409 });
  await box.post(`/imports/${asking.id}/discard`, {});
  await expect(box.start(id)).rejects.toMatchObject({ status: 404 });
});

test("train and held-out files together are the rows, and hold no row twice", async () => {
  const { versionId } = await box.importText(rows(64).join("\n"), { datasetName: "sides" });
  const read = (name: string) =>
    readFileSync(path.join(data, "datasets", versionId!, name), "utf8")
      .trimEnd()
      .split("\n");
  expect([...read("train.jsonl"), ...read("held-out.jsonl")].sort()).toEqual(read("rows.jsonl").sort());
});
