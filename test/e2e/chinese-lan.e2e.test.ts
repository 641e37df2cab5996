/** The main job in Chinese, from a second host: `--lan`, TLS, a browser that lives in another network namespace. Tiny model. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import tls from "node:tls";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rows } from "../faults/world.ts";
import { eventually } from "../support/eventually.ts";
import { operatorOf } from "../support/operator.ts";
import { openBrowser, type Visit } from "./browser.ts";
import { askRoute, findInBooks, makeLimitedKey, makeRoute, publish } from "./front-door.ts";
import { askBoth, awaitJob, claimBox, deployBase, deployTuned, importData, type MainJob, makeKey, startJob } from "./main-job.ts";
import { addNamespace, type Namespace } from "./namespace.ts";
import { upWholeBox, type WholeBox } from "./whole-box.ts";

const shots = path.resolve(import.meta.dirname, "../results/chinese");
let far: Namespace;
let box: WholeBox;
let visit: Visit;
let tinyName: string;
beforeAll(async () => {
  mkdirSync(shots, { recursive: true });
  far = addNamespace();
  box = await upWholeBox({ lan: true });
  const call = operatorOf(box.data);
  await call("POST", "/api/operator/tiny-model");
  tinyName = await eventually(async () => {
    const { body } = await call("GET", "/api/models?kind=base");
    return body.data.find((m: { fake: boolean; state: string; name: string }) => m.fake && m.state === "ready")?.name;
  }, 180_000);
  visit = await openBrowser({ locale: "zh-CN", namespace: far.name });
}, 900_000);
afterAll(async () => {
  await visit?.browser.close();
  await box?.down();
  far?.remove();
}, 120_000);

it("does the main job in Chinese from another host", async () => {
  const dataFile = path.join(mkdtempSync(path.join(os.tmpdir(), "sluice-rows-")), "零件.jsonl");
  writeFileSync(dataFile, rows(64));
  const job: MainJob = {
    page: visit.page,
    url: `https://${far.boxAddress}:${box.port}`,
    claimCode: box.claimCode,
    dataFile,
    preset: "quick",
    baseModelName: tinyName,
    question: "What colour is part 7?",
    trainMs: 300_000,
    shot: async (name) => void (await visit.page.screenshot({ path: path.join(shots, `${name}.png`) })),
  };
  expect(box.printed).toContain(await fingerprintOf(box.port));
  await claimBox(job);
  expect(await visit.page.locator("html").getAttribute("lang")).toBe("zh-CN");
  await importData(job);
  expect(await startJob(job)).toBeLessThanOrEqual(6);
  await awaitJob(job);
  expect(await visit.page.locator('[data-testid="job-report"]').innerText()).toMatch(/学|忘|损失/);
  await deployTuned(job, "parts");
  await deployBase(job, tinyName, "parts-base");
  await askBoth(job, "parts-base", "parts");
  await makeKey(job);
  const secret = await makeLimitedKey(job, "零件门户");
  await makeRoute(job, "parts-chat", "parts-base");
  // The model that was just trained; its job was named after the data and the preset.
  await publish(job, "零件");
  await findInBooks(job, "零件门户", await askRoute(job, "parts-chat", secret));
  expect(visit.complaints).toEqual([]);
}, 900_000);

/** sha-256 of the certificate the box really shows, to hold against the one it printed. */
function fingerprintOf(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.end();
    });
    socket.on("error", reject);
  });
}
