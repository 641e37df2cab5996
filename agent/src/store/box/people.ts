/** Users, projects, memberships and the claim. Passwords and sessions are better-auth's, in the same file. */
import { Role } from "../../contract/member.ts";
import type { BoxDb } from "./client.ts";

export interface PersonRecord {
  id: string;
  name: string;
  email: string;
  createdAt: Date;
  memberships: { projectId: string; role: Role }[];
}
export interface ClaimRecord {
  codeSha256: string;
  tries: number;
  usedAt: Date | null;
  /** Null until the account stands whole. */
  usedBy: string | null;
}
export type PeopleStore = ReturnType<typeof createPeopleStore>;

export function createPeopleStore(db: BoxDb) {
  return {
    countUsers: () => db.user.count(),
    async person(id: string): Promise<PersonRecord | null> {
      const row = await db.user.findUnique({ where: { id }, include: { memberships: { orderBy: { createdAt: "asc" } } } });
      if (!row) return null;
      const memberships = row.memberships.map((m) => ({ projectId: m.projectId, role: Role.parse(m.role) }));
      return { id: row.id, name: row.name, email: row.email, createdAt: row.createdAt, memberships };
    },
    /** Of people and projects, by id. */
    async names(): Promise<Map<string, string>> {
      const select = { id: true, name: true };
      const rows = [...(await db.user.findMany({ select })), ...(await db.project.findMany({ select }))];
      return new Map(rows.map(({ id, name }) => [id, name]));
    },
    async defaultProject(newProjectId: string): Promise<{ id: string; name: string }> {
      return db.project.upsert({ where: { name: "default" }, create: { id: newProjectId, name: "default" }, update: {} });
    },
    async addMember(userId: string, projectId: string, role: Role): Promise<void> {
      await db.membership.create({ data: { userId, projectId, role } });
    },
    claim: (): Promise<ClaimRecord | null> => db.claim.findUnique({ where: { id: 1 } }),
    async writeClaim(codeSha256: string): Promise<void> {
      await db.claim.upsert({
        where: { id: 1 },
        create: { id: 1, codeSha256 },
        update: { codeSha256, tries: 0, usedAt: null, usedBy: null },
      });
    },
    async countTry(): Promise<void> {
      await db.claim.update({ where: { id: 1 }, data: { tries: { increment: 1 } } });
    },
    /** True for exactly one caller, however many come at once. */
    async useClaim(at: Date): Promise<boolean> {
      return (await db.claim.updateMany({ where: { id: 1, usedAt: null }, data: { usedAt: at } })).count === 1;
    },
    async finishClaim(usedBy: string): Promise<void> {
      await db.claim.update({ where: { id: 1 }, data: { usedBy } });
    },
    /** The account could not be made after all: what there is of it goes (nobody else can be there yet) and the code works again. */
    async releaseClaim(): Promise<void> {
      await db.$transaction([db.user.deleteMany(), db.claim.update({ where: { id: 1 }, data: { usedAt: null } })]);
    },
  };
}
