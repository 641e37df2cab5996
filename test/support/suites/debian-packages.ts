/** What the tests use of the machine and npm does not bring: a real browser and network namespaces. */
import { existsSync } from "node:fs";
import { spawnShown } from "./spawn-shown.ts";

type Wanted = Readonly<Record<string, readonly string[]>>;
const forTests: Wanted = {
  chromium: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
  iproute2: ["/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip"],
  curl: ["/usr/bin/curl"],
};

/** Installs what is missing when it may; otherwise one sentence about it. null: all is there. */
export async function ensureDebianPackages(wanted: Wanted = forTests): Promise<string | null> {
  const missing = Object.keys(wanted).filter((name) => !wanted[name]!.some((file) => existsSync(file)));
  if (missing.length === 0) return null;
  const command = `apt-get install ${missing.join(" ")}`;
  if (!existsSync("/usr/bin/apt-get") || process.getuid?.() !== 0) return `This needs ${missing.join(" and ")}: ${command}`;
  // RUNLEVEL: a package's own service (nginx) is not started.
  const env = { DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  await spawnShown(["apt-get", "-qq", "update"], env);
  const { code } = await spawnShown(["apt-get", "-qq", "-y", "--no-install-recommends", "install", ...missing], env);
  return code === 0 ? null : `Installing ${missing.join(" and ")} failed: ${command}`;
}
