import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Box, startBox } from "../support/start-box.ts";

let box: Box;
beforeAll(async () => {
  box = await startBox();
});
afterAll(() => box.stop());

it("an agent killed in mid-claim leaves a box that can still be claimed, not one that belongs to nobody", async () => {
  const code = box.claimCode();
  await box.killAgent("SIGKILL");
  const db = new DatabaseSync(path.join(box.data, "box.db"));
  const now = new Date().toISOString();
  db.prepare("UPDATE Claim SET usedAt = ?").run(now);
  db.prepare(
    "INSERT INTO User (id, name, email, emailVerified, createdAt, updatedAt) VALUES ('user_half', 'Ada', 'ada@example.com', 1, ?, ?)",
  ).run(now, now);
  db.close();
  await box.startAgain();
  expect((await box.stranger("GET", "/api/session")).body.claimed).toBe(false);
  expect(box.claimCode()).toBe(code);
  expect((await box.claim()).status).toBe(200);
});
