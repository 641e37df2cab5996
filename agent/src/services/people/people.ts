/** Who is there: claim, sign-in, sessions, and the actor behind a request. */
import { APIError } from "better-auth/api";
import { SluiceError } from "../../contract/error.ts";
import type { ClaimRequest, Member, Session, SignInRequest } from "../../contract/member.ts";
import type { Clock } from "../../lib/clock.ts";
import { newId } from "../../lib/new-id.ts";
import type { PeopleStore, PersonRecord } from "../../store/box/people.ts";
import type { Actor } from "../may.ts";
import { createAttempts } from "./attempts.ts";
import { type Auth, createAccount } from "./auth.ts";
import { createClaim } from "./claim.ts";

export interface PeopleOptions {
  store: PeopleStore;
  auth: Auth;
  codeFile: string;
  clock: Clock;
  boxName: () => Promise<string>;
  version: string;
  fake: boolean;
}
export type People = Awaited<ReturnType<typeof createPeople>>;
/** `cookies`: set-cookie lines for the browser. */
export interface SignedIn {
  session: Session;
  cookies: string[];
}

const memberOf = (person: PersonRecord): Member | null => {
  const first = person.memberships[0];
  if (!first) return null;
  const { id, name, email } = person;
  return { id, name, email, role: first.role, projectId: first.projectId, createdAt: person.createdAt.toISOString() };
};

export async function createPeople(options: PeopleOptions) {
  const { store, auth, clock } = options;
  const project = await store.defaultProject(newId("proj"));
  const claim = createClaim({ store, codeFile: options.codeFile, clock });
  const perAddress = createAttempts({ limit: 20, windowMs: 60_000, clock });
  const perPair = createAttempts({ limit: 8, windowMs: 60_000, clock });
  const perEmail = createAttempts({ limit: 60, windowMs: 60_000, clock });
  /** Where somebody has signed in before, strangers who guess their password from elsewhere cannot keep them out. */
  const known = new Set<string>();
  await claim.prepare();

  async function personOf(headers: Headers): Promise<PersonRecord | null> {
    const session = await auth.api.getSession({ headers });
    return session ? store.person(session.user.id) : null;
  }
  const sessionWith = async (member: Member | null): Promise<Session> => ({
    claimed: (await store.countUsers()) > 0,
    member,
    boxName: await options.boxName(),
    version: options.version,
    fake: options.fake,
  });
  async function openSession(request: SignInRequest): Promise<SignedIn> {
    try {
      const { headers, response } = await auth.api.signInEmail({ body: { ...request, rememberMe: true }, returnHeaders: true });
      const person = await store.person(response.user.id);
      return { session: await sessionWith(person && memberOf(person)), cookies: headers.getSetCookie() };
    } catch (error) {
      if (!(error instanceof APIError) || Number(error.statusCode) >= 500) throw error;
      throw new SluiceError("bad-credentials", "E-mail or password is wrong.", { cause: error });
    }
  }

  return {
    projectId: project.id,
    /** Everything the box does by itself is done by "box", and so is what its own terminal asks. */
    box: {
      id: "box",
      name: "box",
      kind: "box",
      projectId: project.id,
      roles: { [project.id]: "owner" },
    } satisfies Actor as Actor,
    async actorOf(headers: Headers): Promise<Actor | null> {
      const person = await personOf(headers);
      const member = person && memberOf(person);
      if (!person || !member) return null;
      const roles = Object.fromEntries(person.memberships.map((m) => [m.projectId, m.role]));
      return { id: person.id, name: person.name, kind: "person", projectId: member.projectId, roles };
    },
    async session(headers: Headers): Promise<Session> {
      const person = await personOf(headers);
      return sessionWith(person && memberOf(person));
    },
    async claim(request: ClaimRequest, address: string): Promise<SignedIn> {
      await claim.use(request.code, address, async () => {
        const userId = await createAccount(auth, request);
        await store.addMember(userId, project.id, "owner");
        return userId;
      });
      return openSession({ email: request.email, password: request.password });
    },
    async signIn(request: SignInRequest, address: string): Promise<SignedIn> {
      if ((await store.countUsers()) === 0)
        throw new SluiceError("not-claimed", "Nobody has claimed this box yet.", { hint: "Claim it first." });
      const pair = `${address} ${request.email}`;
      perAddress.take(address);
      perPair.take(pair);
      if (!known.has(pair)) perEmail.take(request.email);
      const signedIn = await openSession(request);
      perPair.forget(pair);
      known.add(pair);
      return signedIn;
    },
    async signOut(headers: Headers): Promise<string[]> {
      const answer = await auth.api.signOut({ headers, returnHeaders: true });
      return answer.headers.getSetCookie();
    },
  };
}
