import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import Database from "libsql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { migrate } from "./migrate.ts";

const prisma = path.resolve(import.meta.dirname, "../../../prisma");
let dir = "";
let options: { file: string; schemaFile: string; migrationsDir: string };
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "migrate-"));
  options = {
    file: path.join(dir, "box.db"),
    schemaFile: path.join(prisma, "schema.prisma"),
    migrationsDir: path.join(dir, "migrations"),
  };
  cpSync(path.join(prisma, "migrations"), options.migrationsDir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true }));

function addMigration(name: string, sql: string): void {
  mkdirSync(path.join(options.migrationsDir, name), { recursive: true });
  writeFileSync(path.join(options.migrationsDir, name, "migration.sql"), sql);
}
function tables(file: string): string[] {
  const db = new Database(file);
  try {
    return (db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[]).map((row) => row.name);
  } finally {
    db.close();
  }
}
const copies = () => readdirSync(dir).filter((name) => name.startsWith("box.db.before-"));

describe("migrate", () => {
  it("makes a new database, and does nothing the second time", async () => {
    expect((await migrate(options)).length).toBeGreaterThan(0);
    expect(tables(options.file)).toEqual(expect.arrayContaining(["User", "Job", "Run", "Deployment"]));
    expect(await migrate(options)).toEqual([]);
    expect(copies()).toEqual([]);
  });

  it("keeps a copy of the old database before it applies what is pending", async () => {
    await migrate(options);
    addMigration("29990101000000_more", "CREATE TABLE extra (id TEXT PRIMARY KEY);");
    expect(await migrate(options)).toEqual(["29990101000000_more"]);
    expect(copies()).toEqual(["box.db.before-29990101000000_more"]);
    expect(tables(options.file)).toContain("extra");
    expect(tables(path.join(dir, copies()[0]!))).not.toContain("extra");
  });

  it("a migration that breaks in the middle leaves nothing behind, and the mended one applies", async () => {
    await migrate(options);
    addMigration("29990101000000_more", "CREATE TABLE half (id TEXT);\nCREATE TABLE half (id TEXT);");
    await expect(migrate(options)).rejects.toThrow(/left as it was/);
    expect(tables(options.file)).not.toContain("half");
    addMigration("29990101000000_more", "CREATE TABLE half (id TEXT);");
    expect(await migrate(options)).toEqual(["29990101000000_more"]);
    expect(tables(options.file)).toContain("half");
  });

  it("refuses a database of a newer version, untouched", async () => {
    addMigration("29990101000000_more", "CREATE TABLE extra (id TEXT PRIMARY KEY);");
    await migrate(options);
    rmSync(path.join(options.migrationsDir, "29990101000000_more"), { recursive: true });
    await expect(migrate(options)).rejects.toThrow(/newer version/);
    expect(existsSync(options.file)).toBe(true);
  });
});
