/** What each table takes on the disk, its indices with it: as SQLite itself counts its pages. */
import { DatabaseSync } from "node:sqlite";

export interface TableSize {
  rows: number;
  bytes: number;
  bytesPerRow: number;
}

export function tableSizes(file: string, tables: readonly string[]): Record<string, TableSize> {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const parts = db.prepare(
      `SELECT sum(s.pgsize) AS bytes FROM dbstat s JOIN sqlite_schema m ON m.name = s.name
       WHERE s.aggregate = TRUE AND m.tbl_name = ?`,
    );
    return Object.fromEntries(
      tables.map((table) => {
        const { bytes } = parts.get(table) as { bytes: number };
        const { rows } = db.prepare(`SELECT count(*) AS rows FROM ${table}`).get() as { rows: number };
        return [table, { rows, bytes, bytesPerRow: bytes / Math.max(1, rows) }];
      }),
    );
  } finally {
    db.close();
  }
}
