/** The one connection to box.db. Two of them in one process would freeze the event loop for the whole busy timeout. */
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { PrismaClient } from "./generated/client.ts";

export type BoxDb = PrismaClient;

/** BEGIN IMMEDIATE, because a deferred transaction that reads and then writes loses to any other writer; libsql opens a new
 * connection after every transaction, so synchronous must be said again each time. */
class ImmediateLibSql extends PrismaLibSql {
  override createClient(config: ConstructorParameters<typeof PrismaLibSql>[0]) {
    const client = super.createClient(config);
    const begin = client.transaction.bind(client);
    client.transaction = async () => {
      const transaction = await begin("write");
      await client.execute("PRAGMA synchronous=NORMAL");
      return transaction;
    };
    return client;
  }
}

/** `file`: absolute path of box.db, already migrated. */
export async function openBox(file: string): Promise<BoxDb> {
  const db = new PrismaClient({ adapter: new ImmediateLibSql({ url: `file:${file}`, timeout: 5000 }) });
  await db.$queryRaw`PRAGMA journal_mode=WAL`;
  await db.$executeRaw`PRAGMA synchronous=NORMAL`;
  return db;
}

/** better-auth keeps its people, sessions and passwords through the same one client. */
export const authDatabase = (db: BoxDb) => prismaAdapter(db, { provider: "sqlite" });
