/** Brings box.db to the schema of this version, on every boot, before anything else opens it. */
import { copyFile, rm, stat } from "node:fs/promises";
import Database from "libsql";
import { SluiceError } from "../../contract/error.ts";
import { filters, migrationNames, openEngine, readMigrations } from "./migration-engine.ts";

/** Applies what is pending; answers the names applied. A copy `box.db.before-<migration>` is made first.
 * Throws `internal` when the database is newer than this code, or a migration fails (the database is then as it was). */
export async function migrate(options: { file: string; schemaFile: string; migrationsDir: string }): Promise<string[]> {
  const { file, schemaFile, migrationsDir } = options;
  const known = await migrationNames(migrationsDir);
  const applied = await appliedNames(file);
  const strange = applied.filter((name) => !known.includes(name));
  if (strange.length > 0) {
    throw new SluiceError("internal", `The database was written by a newer version of Sluice (${strange[0]}).`, {
      hint: "Start the newer version again, or give another folder with --data.",
    });
  }
  const pending = known.filter((name) => !applied.includes(name));
  if (pending.length === 0) return [];
  if (applied.length > 0) await copyBefore(file, pending[0]!);
  const { engine } = await openEngine(`file:${file}`, schemaFile);
  const migrationsList = await readMigrations(migrationsDir);
  try {
    return (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames;
  } catch (error) {
    const found = await engine.diagnoseMigrationHistory({ migrationsList, filters, optInToShadowDatabase: false });
    // Without this mark a failed migration would block every later boot, also the boot with the mended one.
    for (const migrationName of found.failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
    throw new SluiceError("internal", "The database could not be brought to this version; it was left as it was.", {
      cause: error,
    });
  } finally {
    engine.free();
  }
}

/** Read with the raw library: the file may not exist yet, or not have the schema the client expects. */
async function appliedNames(file: string): Promise<string[]> {
  if (!(await stat(file).catch(() => null))) return [];
  const db = new Database(file, { timeout: 5000 });
  try {
    const table = db.prepare("SELECT 1 FROM sqlite_master WHERE name = '_prisma_migrations'").get();
    if (!table) return [];
    const sql = "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL";
    return (db.prepare(sql).all() as { name: string }[]).map((row) => row.name);
  } finally {
    db.close();
  }
}

/** A checkpointed file copied whole can be put back with a plain `cp`. */
async function copyBefore(file: string, next: string): Promise<void> {
  const db = new Database(file, { timeout: 5000 });
  try {
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    db.close();
  }
  const copy = `${file}.before-${next}`;
  await rm(copy, { force: true });
  await copyFile(file, copy);
}
