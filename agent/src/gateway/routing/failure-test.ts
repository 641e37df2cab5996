/**
 * Does the canary fail more often than the old deployment? Wald's sequential test, looked at after every answer: "about as often
 * as the old one" against "by so much more often". Tuned and proven by simulation (failure-test.test.ts). Pure but for its counts.
 */

export interface Tried {
  requests: number;
  failures: number;
}
export interface FailureTest {
  stable(failed: boolean): void;
  canary(failed: boolean): void;
  /** An answer that was counted as good when it began broke off. */
  stableBroke(): void;
  canaryBroke(): void;
  isWorse(): boolean;
  counts(): { stable: Tried; canary: Tried };
}

/** Evidence (log of the likelihood ratio) that is enough: looked at for ever, pure chance gets there once in about 5,000 canaries. */
const enough = 8.5;
/** Only the canary's last answers: one that was good for long and then turns bad is found out nearly as fast. */
const windowRequests = 200;
/** Nobody is held to fewer failures than this, and the old one is believed to fail so often until it was seen. */
const leastRate = 0.01;
const priorRequests = 50;
/** From so many failures on the old one is known to fail, and is taken at its own numbers, on the cautious side. */
const knownFailures = 4;
const caution = 0.7;
/** About the old one's last 20 answers: trouble of this moment, which the canary may well share. */
const newest = 1 / 20;
const troubleRate = 0.1;

export function createFailureTest(maxExtraErrorRate: number): FailureTest {
  const stable: Tried = { requests: 0, failures: 0 };
  const canary: Tried = { requests: 0, failures: 0 };
  /** True: failed. */
  const last: boolean[] = [];
  let lastFailures = 0;
  let rateNow = 0;

  const usualRate = () => {
    const { requests, failures } = stable;
    const careful = failures + caution * Math.sqrt(failures);
    let rate = Math.max(leastRate, (careful + leastRate * priorRequests) / (requests + priorRequests));
    if (failures >= knownFailures) rate = Math.max(rate, careful / (requests + 20));
    if (rateNow > troubleRate) rate = Math.max(rate, rateNow);
    return Math.min(rate, 0.98);
  };
  return {
    stable(failed) {
      stable.requests += 1;
      if (failed) stable.failures += 1;
      rateNow += ((failed ? 1 : 0) - rateNow) * newest;
    },
    stableBroke() {
      stable.failures += 1;
      rateNow += (1 - rateNow) * newest;
    },
    canary(failed) {
      canary.requests += 1;
      last.push(failed);
      if (failed) {
        canary.failures += 1;
        lastFailures += 1;
      }
      if (last.length > windowRequests && last.shift()) lastFailures -= 1;
    },
    canaryBroke() {
      canary.failures += 1;
      const good = last.lastIndexOf(false);
      if (good === -1) return;
      last[good] = true;
      lastFailures += 1;
    },
    isWorse() {
      // Two may be bad luck at any rate.
      if (lastFailures < 3) return false;
      const usual = usualRate();
      const worse = Math.min(usual + maxExtraErrorRate, 0.99);
      const good = last.length - lastFailures;
      return lastFailures * Math.log(worse / usual) + good * Math.log((1 - worse) / (1 - usual)) >= enough;
    },
    counts: () => ({ stable, canary }),
  };
}
