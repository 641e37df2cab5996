/** better-auth, used through its server functions only: none of its own routes are mounted, so nobody can sign up. */
import { betterAuth } from "better-auth";
import { Password } from "../../contract/member.ts";
import { newId } from "../../lib/new-id.ts";
import type { authDatabase } from "../../store/box/client.ts";

export type Auth = ReturnType<typeof createAuth>;

export function createAuth(options: { database: ReturnType<typeof authDatabase>; secret: string }) {
  return betterAuth({
    appName: "Sluice",
    baseURL: "http://localhost",
    secret: options.secret,
    database: options.database,
    telemetry: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 200 },
    session: { expiresIn: 14 * 86_400, updateAge: 86_400 },
    advanced: {
      cookiePrefix: "sluice",
      // Secure is added per request (api/people.ts): the same box answers on plain loopback and on TLS.
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: "strict", path: "/" },
      database: { generateId: ({ model }) => newId(model === "user" ? "user" : "auth") },
    },
  });
}

/** The account of the claim; sign-up is closed to everybody else. The policy is checked here too, not only at the door. */
export async function createAccount(auth: Auth, person: { name: string; email: string; password: string }): Promise<string> {
  const context = await auth.$context;
  const hash = await context.password.hash(Password.parse(person.password));
  const user = await context.internalAdapter.createUser(
    { name: person.name, email: person.email, emailVerified: true },
    { method: "email-password" },
  );
  await context.internalAdapter.linkAccount({ userId: user.id, providerId: "credential", accountId: user.id, password: hash });
  return user.id;
}
