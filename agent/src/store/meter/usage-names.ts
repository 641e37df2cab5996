import type { MeterDb } from "./open-meter-db.ts";

export type UsageNames = ReturnType<typeof createUsageNames>;

/** Ids of keys, routes and models are long and few: they stand once in usage_name, and rows carry its numbers. */
export function createUsageNames(db: MeterDb) {
  const all = db.prepare("SELECT id, text FROM usage_name");
  const find = db.prepare("SELECT id FROM usage_name WHERE text = ?");
  const insert = db.prepare("INSERT INTO usage_name (text) VALUES (?)");
  const numbers = new Map<string, number>();
  const texts = new Map<number, string>();
  const note = (id: number, text: string): number => {
    numbers.set(text, id);
    texts.set(id, text);
    return id;
  };
  const numberOf = (text: string): number | null => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    const row = find.get(text) as { id: number } | undefined;
    return row ? note(row.id, text) : null;
  };
  return {
    numberOf,
    /** Makes it when it is new: only inside a transaction; call `forget` when that fails. */
    take: (text: string): number => numberOf(text) ?? note(Number(insert.run(text).lastInsertRowid), text),
    textOf(id: number): string {
      if (!texts.has(id)) for (const row of all.all() as { id: number; text: string }[]) note(row.id, row.text);
      return texts.get(id) ?? "";
    },
    forget(): void {
      numbers.clear();
      texts.clear();
    },
  };
}
