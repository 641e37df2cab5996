/** `npm run check`: everything a machine can say about the house without running it. Prints what mends each fault. */
import type { Check } from "./checks/check.ts";
import { imports } from "./checks/imports.ts";
import { messages } from "./checks/messages.ts";
import { fileLength, oneEnvironment, rootSize } from "./checks/shape.ts";
import { tools } from "./checks/tools.ts";

const shown = 40;
const waiting: Check[] = [...tools, imports, messages, fileLength, rootSize, oneEnvironment];
let failed = 0;

async function work(): Promise<void> {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    const begun = Date.now();
    const wrong = await faultsOf(check);
    const seconds = ((Date.now() - begun) / 1000).toFixed(1);
    console.log(`${wrong.length === 0 ? "ok  " : "FAIL"} ${check.id} (${seconds} s)`);
    if (wrong.length === 0) continue;
    failed++;
    for (const line of wrong.slice(0, shown)) console.log(`     ${line}`);
    if (wrong.length > shown) console.log(`     … and ${wrong.length - shown} more`);
    console.log(`     to mend: ${check.fix}`);
  }
}

/** A check that cannot run is a check that fails. */
async function faultsOf(check: Check): Promise<string[]> {
  try {
    return await check.run();
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

await Promise.all([work(), work()]);
console.log(failed === 0 ? "All checks are content." : `${failed} of the checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;
