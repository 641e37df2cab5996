/** The box's own certificate, made once. People compare the fingerprint shown on the box's terminal with the browser's. */
import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { generate } from "selfsigned";
import { writeFileAtomic } from "../lib/write-file-atomic.ts";
import { addressesOfBox } from "./allowed-hosts.ts";

export interface Certificate {
  key: string;
  cert: string;
  /** SHA-256, as browsers show it: AA:BB:… */
  fingerprint: string;
}

const years = 10;

/** Reads `dir`/{key,cert}.pem or makes them; `fingerprint` stands beside them for `./sluice status`. */
export async function ensureCertificate(dir: string): Promise<Certificate> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const files = { key: path.join(dir, "key.pem"), cert: path.join(dir, "cert.pem"), fingerprint: path.join(dir, "fingerprint") };
  // The certificate is written last: where it stands, the key stands too.
  if (!existsSync(files.cert)) {
    const made = await makeCertificate();
    writeFileAtomic(files.key, made.private);
    writeFileAtomic(files.cert, made.cert, 0o644);
  }
  const cert = readFileSync(files.cert, "utf8");
  const { fingerprint256: fingerprint } = new X509Certificate(cert);
  writeFileAtomic(files.fingerprint, `${fingerprint}\n`, 0o644);
  return { key: readFileSync(files.key, "utf8"), cert, fingerprint };
}

function makeCertificate() {
  const now = Date.now();
  const dnsNames = [...new Set(["localhost", os.hostname()])].map((value) => ({ type: 2 as const, value }));
  const ips = [...new Set(["127.0.0.1", "::1", ...addressesOfBox()])].map((ip) => ({ type: 7 as const, ip }));
  return generate([{ name: "commonName", value: os.hostname() }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    // An hour back: boxes and laptops rarely agree on the minute.
    notBeforeDate: new Date(now - 3_600_000),
    notAfterDate: new Date(now + years * 365 * 86_400_000),
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true, keyEncipherment: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames: [...dnsNames, ...ips] },
    ],
  });
}
