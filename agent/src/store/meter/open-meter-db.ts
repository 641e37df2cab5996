/**
 * meter.db: what is written often (usage, samples), by raw statements through one connection. Two connections of one process on
 * one file would block the event loop for the whole busy timeout. Beware: a Buffer or null as the ONLY parameter of a libsql
 * statement aborts the whole process (libsql 0.5.29).
 */
import { mkdirSync } from "node:fs";
import path from "node:path";
import Database from "libsql";
import { migrateMeter } from "./migrate-meter.ts";

export type MeterDb = Database.Database;

/** Opens or makes the file. NORMAL: a power cut may take the last commits; usage is then read again from the usage files. */
export function openMeterDb(file: string): MeterDb {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const db = new Database(file, { timeout: 5000 });
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = NORMAL");
  // A busy minute writes the same pages (this hour's sums) again and again: 16 MB of them go into the file at once, not 4.
  db.pragma("wal_autocheckpoint = 4000");
  // Sorting for a bill stays in memory with it: with the 2 MB that are usual it takes twice as long.
  db.pragma("cache_size = -16000");
  migrateMeter(db);
  return db;
}
