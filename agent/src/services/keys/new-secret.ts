import { createHash, randomBytes } from "node:crypto";

/** 32 random bytes need no slow hash; the plain secret is shown once and never stored. */
export function newSecret(): { secret: string; sha256: string; hint: string } {
  const secret = `sk-sluice-${randomBytes(32).toString("base64url")}`;
  const sha256 = createHash("sha256").update(secret).digest("hex");
  return { secret, sha256, hint: `${secret.slice(0, 14)}…${secret.slice(-4)}` };
}
