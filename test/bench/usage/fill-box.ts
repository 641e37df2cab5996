/** The customer's people, projects and keys in box.db, the playground's of 13 months too: a bill names each of them. */
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { readSettings } from "../../../agent/src/settings.ts";
import { openBox } from "../../../agent/src/store/box/client.ts";
import { migrate } from "../../../agent/src/store/box/migrate.ts";
import { type Customer, type CustomerKey, personId, projectId } from "./customer.ts";

const together = 500;
const noLimits = JSON.stringify({ allowedRoutes: null, ips: null, requestsPerMinute: null, tokensPerMinute: null, budgets: [] });

export async function fillBox(data: string, customer: Customer, days: readonly number[]): Promise<void> {
  const file = path.join(data, "box.db");
  const prisma = path.join(readSettings().root, "agent/prisma");
  mkdirSync(data, { recursive: true, mode: 0o700 });
  await migrate({ file, schemaFile: path.join(prisma, "schema.prisma"), migrationsDir: path.join(prisma, "migrations") });
  const { projects, people, departments } = customer.assumed;
  const db = await openBox(file);
  const department = (n: number) => `department ${n % departments}`;
  await db.project.createMany({
    data: Array.from({ length: projects }, (_, n) => ({ id: projectId(n), name: `project ${n}`, department: department(n) })),
  });
  const person = (n: number) => ({ id: personId(n), name: `person ${n}`, email: `person${n}@example.com` });
  await db.user.createMany({ data: Array.from({ length: people }, (_, n) => person(n)) });
  const played = days.flatMap((day) => customer.visitsOn(day).keys.map((key) => ({ key, at: new Date(day * 86_400_000) })));
  const rows = [...customer.keys.map((key) => ({ key, at: new Date(days[0]! * 86_400_000) })), ...played].map(rowOf);
  for (let at = 0; at < rows.length; at += together) await db.key.createMany({ data: rows.slice(at, at + together) });
  await db.$disconnect();
}

function rowOf({ key, at }: { key: CustomerKey; at: Date }) {
  const { id, kind, project, person } = key;
  const expiresAt = kind === "playground" ? new Date(at.getTime() + 12 * 3_600_000) : null;
  const sha256 = createHash("sha256").update(id).digest("hex");
  const who = { id, name: kind === "playground" ? kind : `key ${id}`, kind, projectId: project, createdBy: person };
  return { ...who, createdAt: at, expiresAt, sha256, hint: id.slice(-4), limits: noLimits };
}
