/**
 * meter.db: what is written often (usage, samples), by raw statements through one connection. Two connections of one process on
 * one file would block the event loop for the whole busy timeout. Beware: a Buffer or null as the ONLY parameter of a libsql
 * statement aborts the whole process (libsql 0.5.29).
 */
import { mkdirSync } from "node:fs";
import path from "node:path";
import Database from "libsql";

export type MeterDb = Database.Database;

const schema = `
CREATE TABLE IF NOT EXISTS usage_hour (
  hour INTEGER NOT NULL, key TEXT NOT NULL, project TEXT NOT NULL, deployment TEXT NOT NULL, model TEXT NOT NULL,
  requests INTEGER NOT NULL, failed INTEGER NOT NULL, prompt INTEGER NOT NULL, completion INTEGER NOT NULL,
  cached INTEGER NOT NULL, estimated INTEGER NOT NULL,
  PRIMARY KEY (hour, key, project, deployment, model)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS usage_key (
  key TEXT PRIMARY KEY, requests INTEGER NOT NULL, prompt INTEGER NOT NULL, completion INTEGER NOT NULL,
  last_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS usage_line (
  id TEXT PRIMARY KEY, at INTEGER NOT NULL, key TEXT NOT NULL, project TEXT NOT NULL, deployment TEXT NOT NULL, model TEXT NOT NULL,
  path TEXT NOT NULL, status INTEGER NOT NULL, prompt INTEGER NOT NULL, completion INTEGER NOT NULL, cached INTEGER NOT NULL,
  first_ms INTEGER, total_ms INTEGER NOT NULL, estimated INTEGER NOT NULL, cut TEXT, failed_on TEXT);
CREATE INDEX IF NOT EXISTS usage_line_at ON usage_line (at);
CREATE TABLE IF NOT EXISTS usage_open (
  id TEXT PRIMARY KEY, file TEXT NOT NULL, at INTEGER NOT NULL, line TEXT NOT NULL, marked_at INTEGER NOT NULL,
  completion INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS usage_file (name TEXT PRIMARY KEY, offset INTEGER NOT NULL, finished_at INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS card_minute (
  minute INTEGER NOT NULL, card TEXT NOT NULL, series TEXT NOT NULL, chunk BLOB NOT NULL,
  PRIMARY KEY (minute, card, series)) WITHOUT ROWID;
`;

/** Opens or makes the file. NORMAL: a power cut may take the last commits; usage is then read again from the usage files. */
export function openMeterDb(file: string): MeterDb {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const db = new Database(file, { timeout: 5000 });
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = NORMAL");
  db.exec(schema);
  addColumn(db, "usage_line", "failed_on", "TEXT");
  return db;
}

/** For files made before the column was there. */
function addColumn(db: MeterDb, table: string, column: string, type: string): void {
  const columns = db.prepare(`PRAGMA table_info(${table})`).all() as { name: string }[];
  if (!columns.some(({ name }) => name === column)) db.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
}
