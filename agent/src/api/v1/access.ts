/** Who asks on /v1: the gateway has checked the key itself and says its id; no client can, for the gateway strips `x-sluice-*`. */
import type { MiddlewareHandler } from "hono";
import { SluiceError } from "../../contract/error.ts";
import type { Actor } from "../../services/may.ts";
import type { ApiEnv } from "../access.ts";

export type ActorOfKey = (keyId: string) => Promise<Actor | null>;

/** No route is open: without a key that lives, nobody gets further. A cookie or the terminal's token opens nothing here. */
export function keyGuard(actorOfKey: ActorOfKey): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const keyId = c.req.header("x-sluice-key");
    const actor = keyId === undefined ? null : await actorOfKey(keyId);
    if (!actor) {
      throw new SluiceError("not-signed-in", "The API key is missing, wrong, expired or revoked.", {
        hint: "Send 'Authorization: Bearer sk-sluice-…'; make a key in the console.",
        details: { code: "invalid_api_key" },
      });
    }
    c.set("actor", actor);
    await next();
  };
}
