/** The one-time claim code: shown on the box's own terminal, stored only as a hash, used once. */
import { createHash, randomInt, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { SluiceError } from "../../contract/error.ts";
import type { Clock } from "../../lib/clock.ts";
import { writeFileAtomic } from "../../lib/write-file-atomic.ts";
import type { PeopleStore } from "../../store/box/people.ts";
import { createAttempts } from "./attempts.ts";

const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const normal = (code: string) => code.toUpperCase().replace(/[^A-Z0-9]/g, "");
const sha256 = (code: string) => createHash("sha256").update(normal(code)).digest("hex");
/** 12 letters of 32: 60 bits, read aloud without mistakes. */
const newCode = () => [4, 4, 4].map((n) => Array.from({ length: n }, () => letters[randomInt(32)]).join("")).join("-");

export function createClaim(options: { store: PeopleStore; codeFile: string; clock: Clock }) {
  const { store, codeFile, clock } = options;
  const attempts = createAttempts({ limit: 5, windowMs: 60_000, clock });
  return {
    /** At boot: an unclaimed box has a code in its file; a claimed one has no file. */
    async prepare(): Promise<void> {
      const last = await store.claim();
      // The agent died in mid-claim: half an account would leave the box claimed by nobody, for ever.
      if (last?.usedAt && last.usedBy === null) await store.releaseClaim();
      if ((await store.countUsers()) > 0) return rmSync(codeFile, { force: true });
      const claim = await store.claim();
      const written = existsSync(codeFile) ? readFileSync(codeFile, "utf8").trim() : null;
      if (written !== null && claim?.usedAt === null && claim.codeSha256 === sha256(written)) return;
      const code = newCode();
      await store.writeClaim(sha256(code));
      writeFileAtomic(codeFile, `${code}\n`, 0o600);
    },
    /** Runs `makeAccount` for exactly one right code, ever. Throws `bad-claim-code`, `already-claimed`, `too-many`. */
    async use(code: string, address: string, makeAccount: () => Promise<string>): Promise<string> {
      const claim = await store.claim();
      if (!claim || claim.usedAt !== null)
        throw new SluiceError("already-claimed", "This box has been claimed.", { hint: "Sign in." });
      // By address: a stranger who tries codes must not keep the owner out, and 60 bits are not guessed from many addresses either.
      attempts.take(address);
      if (!timingSafeEqual(Buffer.from(sha256(code)), Buffer.from(claim.codeSha256))) {
        await store.countTry();
        throw new SluiceError("bad-claim-code", "This is not the claim code of this box.", {
          hint: "The code is shown by ./sluice up and ./sluice status on the box itself.",
        });
      }
      if (!(await store.useClaim(new Date(clock.now())))) throw new SluiceError("already-claimed", "This box has been claimed.");
      try {
        const userId = await makeAccount();
        await store.finishClaim(userId);
        rmSync(codeFile, { force: true });
        return userId;
      } catch (error) {
        await store.releaseClaim();
        throw error;
      }
    },
  };
}
