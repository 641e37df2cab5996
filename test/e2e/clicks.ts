import type { Page } from "playwright-core";

/** Counts real pointer clicks in the page, over navigations; call the result to read the count. */
export async function countClicks(page: Page): Promise<() => number> {
  let clicks = 0;
  const name = `__clicked${Date.now()}`;
  await page.exposeFunction(name, () => {
    clicks += 1;
  });
  const listen = (fn: string) => {
    addEventListener("pointerdown", () => (window as unknown as Record<string, () => void>)[fn]?.(), true);
  };
  await page.addInitScript(listen, name);
  await page.evaluate(listen, name);
  return () => clicks;
}
