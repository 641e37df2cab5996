import type { BoxDb } from "./client.ts";

export type SettingStore = ReturnType<typeof createSettingStore>;

/** Settings a person changes in the console; one JSON value per name. */
export function createSettingStore(db: BoxDb) {
  return {
    async all(): Promise<Record<string, string>> {
      const rows = await db.setting.findMany();
      return Object.fromEntries(rows.map((row) => [row.name, row.value]));
    },
    async write(values: Record<string, string>): Promise<void> {
      const upserts = Object.entries(values).map(([name, value]) =>
        db.setting.upsert({ where: { name }, create: { name, value }, update: { value } }),
      );
      await db.$transaction(upserts);
    },
  };
}
