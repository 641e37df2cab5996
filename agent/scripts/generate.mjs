/** `prisma generate` without the native engine's download: any real executable stands in for it (never /usr/bin/true, see docs). */
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

const agent = path.resolve(import.meta.dirname, "..");
const cli = createRequire(import.meta.url).resolve("prisma/build/index.js");
execFileSync(process.execPath, [cli, "generate", "--schema", path.join(agent, "prisma/schema.prisma")], {
  cwd: agent,
  stdio: ["ignore", "inherit", "inherit"],
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  },
});
