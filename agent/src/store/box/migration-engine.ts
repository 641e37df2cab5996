/** Prisma's schema engine as WebAssembly: the native one would be downloaded, and the box may have no internet. */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as wasmEngine from "@prisma/schema-engine-wasm/schema_engine_bg";

export const lockText = `provider = "sqlite"\n`;
export const filters = { externalTables: [], externalEnums: [] };

/** One migration = one transaction, foreign keys off while tables are redefined. As shipped, half a migration could stay. */
class MigrationLibSql extends PrismaLibSql {
  override async connect() {
    const adapter = await super.connect();
    const run = adapter.executeScript.bind(adapter);
    adapter.executeScript = (sql) => run(`PRAGMA foreign_keys=OFF;\nBEGIN IMMEDIATE;\n${sql}\n;COMMIT;\nPRAGMA foreign_keys=ON;`);
    return adapter;
  }
  /** The engine replays whole scripts with executeRaw, of which libsql runs only the first statement: diffs would be wrong. */
  override async connectToShadowDb() {
    const adapter = await super.connectToShadowDb();
    const raw = adapter.executeRaw.bind(adapter);
    adapter.executeRaw = async (query) => {
      if (query.args.length > 0) return raw(query);
      await adapter.executeScript(query.sql);
      return 0;
    };
    return adapter;
  }
}

let loaded: Promise<void> | null = null;
/** Instantiated by hand: the package's own entry prints an ExperimentalWarning at every start. */
async function load(): Promise<void> {
  const file = new URL(import.meta.resolve("@prisma/schema-engine-wasm/schema_engine_bg").replace(/\.js$/, ".wasm"));
  const imports = { "./schema_engine_bg.js": wasmEngine as unknown as WebAssembly.ModuleImports };
  const { instance } = await WebAssembly.instantiate(await readFile(file), imports);
  (wasmEngine as unknown as { __wbg_set_wasm(exports: unknown): void }).__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
}

export async function openEngine(url: string, schemaFile: string) {
  loaded ??= load();
  await loaded;
  const files = [{ path: schemaFile, content: await readFile(schemaFile, "utf8") }];
  const datamodels = files.map((file): [string, string] => [file.path, file.content]);
  const factory = bindMigrationAwareSqlAdapterFactory(new MigrationLibSql({ url }));
  return { files, engine: await wasmEngine.SchemaEngine.new({ datamodels }, () => {}, factory) };
}

export async function migrationNames(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

export async function readMigrations(dir: string): Promise<wasmEngine.MigrationList> {
  const names = await migrationNames(dir);
  const read = async (name: string) => ({
    path: name,
    migrationFile: {
      path: "migration.sql",
      content: { tag: "ok" as const, value: await readFile(path.join(dir, name, "migration.sql"), "utf8") },
    },
  });
  return {
    baseDir: path.resolve(dir),
    lockfile: { path: "migration_lock.toml", content: lockText },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(names.map(read)),
  };
}
