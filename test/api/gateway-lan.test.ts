/** `--lan`: TLS with the box's own certificate, and plain http that only points there. */
import { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import os from "node:os";
import { afterAll, beforeAll, expect, it } from "vitest";
import { everyAddress } from "../../agent/src/gateway/doors.ts";
import { readAll } from "../support/ask-gateway.ts";
import { type FakeUpstream, startFakeUpstream } from "../support/fake-upstream.ts";
import {
  deploymentAt,
  newDataFolder,
  removeDataFolder,
  startGateway,
  type TestGateway,
  testKey,
  writeSnapshot,
} from "../support/start-gateway.ts";

let data: string;
let engine: FakeUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  data = newDataFolder();
  engine = await startFakeUpstream(`${data}/engine.sock`);
  writeSnapshot(data, [deploymentAt(engine.socket)]);
  gateway = await startGateway(data, { SLUICE_LAN: "1", SLUICE_REDIRECT_PORT: "0" });
});
afterAll(async () => {
  await gateway.kill("SIGTERM");
  await engine.stop();
  removeDataFolder(data);
});
const said = () => JSON.parse(gateway.log().findLast((line) => line.includes("on the LAN")) ?? "{}");

function get(host: string, path = "/v1/models"): Promise<{ status: number; text: string }> {
  const headers = { authorization: `Bearer ${testKey}` };
  const ca = readFileSync(`${data}/tls/cert.pem`);
  return new Promise((resolve, reject) => {
    https
      .get({ host, port: gateway.port, path, headers, ca, agent: false }, async (res) =>
        resolve({ status: res.statusCode ?? 0, text: await readAll(res) }),
      )
      .on("error", reject);
  });
}

it("answers over TLS; the certificate holds for every address of the box", async () => {
  const own = Object.values(os.networkInterfaces()).flatMap((list) => list ?? []);
  const outside = own.filter((one) => one.family === "IPv4" && !one.internal).map((one) => one.address);
  for (const host of ["localhost", "127.0.0.1", ...outside.slice(0, 1)]) expect((await get(host)).status).toBe(200);
  const cert = new X509Certificate(readFileSync(`${data}/tls/cert.pem`));
  expect(cert.checkHost(os.hostname())).toBe(os.hostname());
  expect(readFileSync(`${data}/tls/fingerprint`, "utf8").trim()).toBe(cert.fingerprint256);
  expect(said().fingerprint).toBe(cert.fingerprint256);
  expect((await get("localhost", "/sluice.pem")).text).toBe(readFileSync(`${data}/tls/cert.pem`, "utf8"));
  expect(statSync(`${data}/tls/key.pem`).mode & 0o077).toBe(0);
});

it("is made once: the fingerprint people checked stays", async () => {
  const before = readFileSync(`${data}/tls/fingerprint`, "utf8");
  await gateway.kill("SIGTERM");
  gateway = await startGateway(data, { SLUICE_LAN: "1", SLUICE_REDIRECT_PORT: "0" });
  expect(readFileSync(`${data}/tls/fingerprint`, "utf8")).toBe(before);
});

it("plain http redirects, whatever the path, and never to another host's words", async () => {
  const redirect = (path: string, host: string) =>
    new Promise<[number, string | undefined]>((resolve, reject) => {
      http
        .request(
          { host: "127.0.0.1", port: said().redirectPort, path, method: "POST", headers: { host }, agent: false },
          (res) => {
            res.resume();
            resolve([res.statusCode ?? 0, res.headers.location]);
          },
        )
        .on("error", reject)
        .end();
    });
  expect(await redirect("/v1/models?a=1", "box.lan:7070")).toEqual([308, `https://box.lan:${gateway.port}/v1/models?a=1`]);
  expect(await redirect("/", "[::1]:7070")).toEqual([308, `https://[::1]:${gateway.port}/`]);
  expect((await redirect("/", "a/b"))[0]).toBe(400);
});

it("goes on without the redirect when its port is taken, and never shares it with another box", async () => {
  const other = newDataFolder();
  const second = await startGateway(other, { SLUICE_LAN: "1", SLUICE_REDIRECT_PORT: String(said().redirectPort) });
  expect(second.log().some((line) => line.includes("this port is taken"))).toBe(true);
  await second.kill("SIGTERM");
  removeDataFolder(other);
});

it("listens on a kernel without IPv6 too", () => {
  expect([everyAddress("/proc/self/stat"), everyAddress("/proc/net/no-such-file")]).toEqual(["::", "0.0.0.0"]);
});
