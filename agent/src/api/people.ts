import { type Context, Hono } from "hono";
import { SluiceError } from "../contract/error.ts";
import { ClaimRequest, SignInRequest } from "../contract/member.ts";
import type { People, SignedIn } from "../services/people/people.ts";
import type { ApiEnv } from "./access.ts";
import { validBody } from "./valid.ts";

export function peopleRoutes(people: People) {
  return new Hono<ApiEnv>()
    .get("/session", async (c) => c.json(await people.session(c.req.raw.headers)))
    .post("/claim", async (c) => answer(c, await people.claim(await readClaim(c), addressOf(c))))
    .post("/sign-in", async (c) => answer(c, await people.signIn(await validBody(c, SignInRequest), addressOf(c))))
    .post("/sign-out", async (c) => {
      setCookies(c, await people.signOut(c.req.raw.headers));
      return c.json({ ok: true });
    });
}

/** A password the policy refuses has its own code, so the form can put the sentence at the right field. */
async function readClaim(c: Context): Promise<ClaimRequest> {
  try {
    return await validBody(c, ClaimRequest);
  } catch (error) {
    const problems =
      error instanceof SluiceError ? (error.details as { problems?: { path: string; message: string }[] })?.problems : null;
    const first = problems?.[0];
    if (first?.path !== "password") throw error;
    throw new SluiceError("weak-password", first.message, { details: { problems }, cause: error });
  }
}

function answer(c: Context, { session, cookies }: SignedIn) {
  setCookies(c, cookies);
  return c.json(session);
}

/** The gateway says how the browser reached the box; a cookie given over TLS must never travel without it. */
function setCookies(c: Context, cookies: string[]): void {
  const secure = c.req.header("x-forwarded-proto") === "https" ? "; Secure" : "";
  for (const cookie of cookies) c.header("set-cookie", cookie + secure, { append: true });
}

/** Only the gateway reaches this socket, and it writes the header anew. */
const addressOf = (c: Context): string => c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "local";
