/** Deny by default. Signed out: only `openRoutes` answer. Signed in: a route answers only with the verb it declares by `needs()`. */
import type { Context, Hono, MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";
import { SluiceError } from "../contract/error.ts";
import { type Actor, may, theBox, type Verb } from "../services/may.ts";

export type ApiEnv = { Variables: { actor: Actor } };

/** The whole list of what a stranger can call. A test walks every other route signed out. */
export const openRoutes: readonly string[] = [
  "GET /api/health",
  "GET /api/session",
  "POST /api/claim",
  "POST /api/sign-in",
  "POST /api/sign-out",
];
const declared = new WeakSet<object>();

/** Declares what a route does, e.g. `.get("/datasets", needs("read"), handler)`. Objects are checked again by their service. */
export function needs(verb: Verb): MiddlewareHandler<ApiEnv> {
  const middleware = createMiddleware<ApiEnv>(async (c, next) => {
    if (!may(c.var.actor, verb, theBox)) throw new SluiceError("not-allowed", "Your account may not do this.");
    await next();
  });
  declared.add(middleware);
  return middleware;
}

export interface AccessOptions {
  boxActor: Actor;
  isOperatorToken(given: string): boolean;
  actorOf(headers: Headers): Promise<Actor | null>;
}

/** First in line for every request: cross-site forgery, then who it is. */
export function guard(options: AccessOptions): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const token = c.req.header("x-sluice-operator");
    if (token !== undefined) {
      if (!options.isOperatorToken(token)) throw new SluiceError("not-signed-in", "The operator token is wrong.");
      c.set("actor", options.boxActor);
      return next();
    }
    refuseCrossSite(c);
    if (openRoutes.includes(`${c.req.method} ${c.req.path}`)) return next();
    const actor = await options.actorOf(c.req.raw.headers);
    if (!actor) throw new SluiceError("not-signed-in", "Please sign in.");
    c.set("actor", actor);
    await next();
  };
}

/** A browser always says where a request comes from; a page of another site cannot lie about either header. */
function refuseCrossSite(c: Context): void {
  if (c.req.method === "GET" || c.req.method === "HEAD") return;
  const site = c.req.header("sec-fetch-site");
  if (site === "same-origin" || site === "none") return;
  const origin = c.req.header("origin");
  const host = c.req.header("x-forwarded-host") ?? c.req.header("host");
  if (site === undefined && origin !== undefined && URL.canParse(origin) && new URL(origin).host === host) return;
  throw new SluiceError("cross-site", "This request came from another site and was refused.", {
    hint: "Open the console of this box itself and try again.",
  });
}

/** Called once the routes are mounted: a route without a declared verb stops the start, not a customer. */
export function refuseUndeclared(app: Hono<ApiEnv>): void {
  const covered = new Set(
    app.routes.filter((route) => declared.has(route.handler)).map((route) => `${route.method} ${route.path}`),
  );
  for (const route of app.routes) {
    const name = `${route.method} ${route.path}`;
    if (route.method === "ALL" || openRoutes.includes(name) || covered.has(name)) continue;
    throw new SluiceError("internal", `The route ${name} does not declare what it needs.`);
  }
}
