/** `node agent/scripts/create-migration.ts <name>`: writes the next migration from what schema.prisma has changed. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { filters, lockText, openEngine, readMigrations } from "../src/store/box/migration-engine.ts";

const name = process.argv[2];
if (!name || !/^[a-z0-9-]+$/.test(name)) throw new Error("Give the migration a name of lower-case letters, digits and dashes.");
const prisma = path.resolve(import.meta.dirname, "../prisma");
const migrationsDir = path.join(prisma, "migrations");
const { engine, files } = await openEngine(":memory:", path.join(prisma, "schema.prisma"));
const from = { tag: "migrations" as const, ...(await readMigrations(migrationsDir)) };
const diff = await engine.diff({
  from,
  to: { tag: "schemaDatamodel", files },
  script: true,
  exitCode: true,
  filters,
});
if (diff.exitCode !== 2) {
  console.log("Nothing has changed.");
} else {
  const folder = path.join(migrationsDir, `${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "migration.sql"), diff.stdout ?? "");
  await writeFile(path.join(migrationsDir, "migration_lock.toml"), lockText);
  console.log(folder);
}
