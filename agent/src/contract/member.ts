import { z } from "zod";
import { Id, Moment } from "./word.ts";

/** One role for now; more come with the administration issue, the column is there from the first migration. */
export const Role = z.enum(["owner"]);
export type Role = z.infer<typeof Role>;

export const Member = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: Role,
  projectId: Id,
  createdAt: Moment,
});
export type Member = z.infer<typeof Member>;

export const Session = z.object({
  claimed: z.boolean(),
  member: Member.nullable(),
  boxName: z.string(),
  version: z.string(),
  fake: z.boolean(),
});
export type Session = z.infer<typeof Session>;

/** The server's password policy; the form shows the same rule. */
export const Password = z
  .string()
  .min(12, "Use at least 12 characters.")
  .max(200, "Use at most 200 characters.")
  .refine((p) => new Set(p).size >= 6, "Use at least 6 different characters.")
  .refine((p) => !/^(password|passw0rd|123456|qwerty|admin|sluice)/i.test(p), "Do not start with a word that is guessed first.");

export const ClaimRequest = z.object({
  code: z.string().trim().min(1),
  name: z.string().trim().min(1).max(80),
  email: z.email().trim().toLowerCase(),
  password: Password,
});
export type ClaimRequest = z.infer<typeof ClaimRequest>;
export const SignInRequest = z.object({ email: z.email().trim().toLowerCase(), password: z.string().min(1).max(200) });
export type SignInRequest = z.infer<typeof SignInRequest>;
