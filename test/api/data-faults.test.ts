/** Data under faults, on a real process: killed in mid-import, a disk that fills, a file larger than the memory it may use. */
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openAsBlob, openSync, readdirSync, rmSync, writeSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { UploadState } from "../../agent/src/contract/upload.ts";
import { type DataBox, startDataBox } from "../support/start-data-box.ts";

let data = "";
let box: DataBox | null = null;
const mounts: string[] = [];
beforeEach(() => {
  data = mkdtempSync(path.join(os.tmpdir(), "sluice-data-faults-"));
});
afterEach(async () => {
  await box?.kill();
  for (const mount of mounts.splice(0)) execFileSync("/bin/umount", [mount]);
  rmSync(data, { recursive: true });
});

/** About `megabytes` of rows of some 1.5 KB, none twice, written without holding them. */
function writeRows(file: string, megabytes: number): number {
  const fd = openSync(file, "w");
  let count = 0;
  for (let bytes = 0; bytes < megabytes * 1e6; ) {
    let text = "";
    for (let i = 0; i < 1000; i++, count++) {
      const content = `${count}: ${"an answer of some length, 有中文, ".repeat(40)}`;
      text += `${JSON.stringify({
        messages: [
          { role: "user", content: `question ${count}` },
          { role: "assistant", content },
        ],
      })}\n`;
    }
    bytes += writeSync(fd, text);
  }
  closeSync(fd);
  return count;
}
async function uploadFile(to: DataBox, file: string): Promise<UploadState> {
  return to.upload(await openAsBlob(file), "big.jsonl");
}

test("memory stays flat: 300 MB are uploaded and imported in at most 150 MB more", { timeout: 240_000 }, async () => {
  const file = path.join(data, "big.jsonl");
  const rows = writeRows(file, 300);
  box = await startDataBox({ data });
  // The first import loads the code of the thread; what it takes is not the file's doing.
  await box.importText('{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}', {
    datasetName: "warm",
  });
  const before = await box.memory();
  const upload = await uploadFile(box, file);
  const ready = await box.rest((await box.start(upload.id)).id);
  const after = await box.memory();
  expect(ready).toMatchObject({ state: "ready", rows, badRows: 0, duplicateRows: 0 });
  expect((after.peak - before.now) / 1e6).toBeLessThan(150);
});

test("killed in mid-scan: nothing half-read is a dataset, and the next start finishes the import", {
  timeout: 120_000,
}, async () => {
  const file = path.join(data, "big.jsonl");
  const rows = writeRows(file, 60);
  box = await startDataBox({ data });
  const upload = await uploadFile(box, file);
  const { id } = await box.start(upload.id);
  await expect.poll(async () => (await box!.import(id)).rows, { timeout: 30_000, interval: 5 }).toBeGreaterThan(0);
  await box.kill();
  expect(readdirSync(path.join(data, "imports", id))).toContain("rows.jsonl");
  expect(existsSync(path.join(data, "datasets"))).toBe(false);
  box = await startDataBox({ data });
  const ready = await box.rest(id);
  expect(ready).toMatchObject({ state: "ready", rows, goodRows: rows });
  expect((await box.dataset(ready.datasetId!)).versions).toHaveLength(1);
});

const isRoot = process.getuid?.() === 0;
/** A disk of 12 MB, with the database elsewhere: it is the data that fills it. */
function mountSmallDisk(): { disk: string; boxDb: string } | null {
  const disk = path.join(data, "disk");
  mkdirSync(disk);
  try {
    execFileSync("/bin/mount", ["-t", "tmpfs", "-o", "size=12m", "tmpfs", disk], { stdio: "ignore" });
  } catch {
    return null;
  }
  mounts.push(disk);
  return { disk, boxDb: path.join(data, "box.db") };
}

test.runIf(isRoot)(
  "the disk fills during an import: one sentence, nothing half-written, and it works once there is room",
  { timeout: 60_000 },
  async (context) => {
    const small = mountSmallDisk();
    if (small === null) return context.skip("this sandbox may not mount");
    const file = path.join(data, "big.jsonl");
    writeRows(file, 7);
    box = await startDataBox({ data: small.disk, boxDb: small.boxDb, blindToDisk: true });
    const upload = await uploadFile(box, file);
    const failed = await box.rest((await box.start(upload.id)).id);
    expect(failed).toMatchObject({
      state: "failed",
      error: { code: "disk-full", message: "The disk of the box is full; nothing was kept of what was being written." },
    });
    expect(readdirSync(path.join(small.disk, "imports", failed.id)).filter((name) => name !== "bad-rows.jsonl")).toEqual([]);
    expect((await box.ask<{ total: number }>("/datasets")).total).toBe(0);
    execFileSync("/bin/mount", ["-o", "remount,size=64m", small.disk]);
    expect(await box.rest((await box.start(upload.id)).id)).toMatchObject({ state: "ready" });
  },
);

test.runIf(isRoot)(
  "the disk fills during an upload: what arrived is kept, and it goes on once there is room",
  {
    timeout: 60_000,
  },
  async (context) => {
    const small = mountSmallDisk();
    if (small === null) return context.skip("this sandbox may not mount");
    const bytes = randomBytes(20_000_000);
    box = await startDataBox({ data: small.disk, boxDb: small.boxDb, blindToDisk: true });
    const { id } = await box.create("big", bytes.length);
    const put = (from: number) => {
      const headers = { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
      return box!.ask<UploadState>(`/uploads/${id}`, { method: "PUT", headers, body: bytes.subarray(from) as BodyInit });
    };
    const message = "The disk of the box is full; what had arrived is kept.";
    await expect(put(0)).rejects.toMatchObject({ status: 507, message });
    const held = await box.ask<UploadState>(`/uploads/${id}`);
    expect(held.bytes).toBeGreaterThan(10_000_000);
    execFileSync("/bin/mount", ["-o", "remount,size=64m", small.disk]);
    expect((await put(held.bytes)).sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
  },
);

test.runIf(isRoot)("a disk that is too small is said before anything is written", { timeout: 60_000 }, async (context) => {
  const small = mountSmallDisk();
  if (small === null) return context.skip("this sandbox may not mount");
  const file = path.join(data, "big.jsonl");
  writeRows(file, 7);
  box = await startDataBox({ data: small.disk, boxDb: small.boxDb });
  const upload = await uploadFile(box, file);
  await expect(uploadFile(box, file)).rejects.toMatchObject({ status: 507 });
  const failed = await box.rest((await box.start(upload.id)).id);
  expect(failed.error).toMatchObject({
    code: "disk-full",
    message: expect.stringMatching(/^The import needs 1\d\.\d MB, but only/),
  });
  const whole = readdirSync(path.join(small.disk, "uploads")).filter((name) => !name.includes("."));
  expect(whole).toEqual([upload.id]);
});
