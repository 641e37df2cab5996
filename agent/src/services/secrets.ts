/** DATA/secrets.json (0600): signs sessions, and proves that a request comes from the box's own terminal. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { SluiceError } from "../contract/error.ts";
import { parseJson } from "../lib/parse-json.ts";
import { writeFileAtomic } from "../lib/write-file-atomic.ts";

const Secrets = z.object({ authSecret: z.string().min(32), operatorToken: z.string().min(32) });
export type Secrets = z.infer<typeof Secrets>;

export function readSecrets(file: string): Secrets {
  if (existsSync(file)) {
    const secrets = parseJson(readFileSync(file, "utf8"), Secrets);
    if (secrets) return secrets;
    throw new SluiceError("internal", `${file} is not readable as secrets.`, {
      hint: "Put it back from a backup, or delete it: everybody signs in again.",
    });
  }
  const secrets = { authSecret: randomBytes(32).toString("base64url"), operatorToken: randomBytes(32).toString("base64url") };
  writeFileAtomic(file, JSON.stringify(secrets), 0o600);
  return secrets;
}

/** Constant time, whatever the length given. */
export function isSameSecret(given: string, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
