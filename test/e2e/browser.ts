/** A real Chromium: Debian's, driven by playwright-core. In another network namespace when asked: only loopback of that host is the box's. */
import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Visit {
  browser: Browser;
  page: Page;
  /** Lines the page itself complained with; a good run has none. */
  complaints: string[];
}

export async function openBrowser(options: { locale: "en-US" | "zh-CN"; namespace?: string }): Promise<Visit> {
  const browser = await chromium.launch({
    executablePath: options.namespace ? wrapperFor(options.namespace) : "/usr/bin/chromium",
    args: flags,
    env: { ...process.env, LANG: "C.UTF-8" } as Record<string, string>,
  });
  const context = await browser.newContext({
    locale: options.locale,
    viewport: { width: 1440, height: 900 },
    // The certificate is self-made; its fingerprint is compared in the test instead.
    ignoreHTTPSErrors: true,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`page error: ${error.message}`));
  return { browser, page, complaints };
}

/** chromium speaks with playwright over pipes, so it may live in a namespace that reaches the box over a veth only. */
function wrapperFor(namespace: string): string {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), "sluice-ns-")), "chromium");
  writeFileSync(file, `#!/bin/sh\nexec ip netns exec ${namespace} /usr/bin/chromium "$@"\n`, { mode: 0o755 });
  return file;
}
