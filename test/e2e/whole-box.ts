/** A whole box as a person starts it: `./sluice up` on a fresh data folder, `./sluice down` at the end. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const sluice = path.resolve(import.meta.dirname, "../../sluice");

export interface WholeBox {
  data: string;
  port: number;
  url: string;
  claimCode: string;
  /** What `up` printed. */
  printed: string;
  /** `./sluice up` once more on the same data, as after a power cut. */
  upAgain(): Promise<void>;
  down(): Promise<void>;
}

export async function upWholeBox(options: { lan?: boolean; env?: Record<string, string> } = {}): Promise<WholeBox> {
  const data = mkdtempSync(path.join(os.tmpdir(), "sluice-box-"));
  const port = await freePort();
  const redirectPort = await freePort();
  const env = { ...process.env, SLUICE_REDIRECT_PORT: String(redirectPort), ...options.env };
  const args = ["up", "--data", data, "--port", String(port), ...(options.lan ? ["--lan"] : [])];
  const { stdout, stderr } = await run(sluice, args, { env, timeout: 600_000, maxBuffer: 1 << 26 });
  const claimCode = readFileSync(path.join(data, "claim-code"), "utf8").trim();
  return {
    data,
    port,
    url: `${options.lan ? "https" : "http"}://127.0.0.1:${port}`,
    claimCode,
    printed: stdout + stderr,
    async upAgain() {
      await run(sluice, args, { env, timeout: 600_000, maxBuffer: 1 << 26 });
    },
    async down() {
      await run(sluice, ["down", "--data", data], { env, timeout: 120_000 });
      rmSync(data, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
