/** What one key asked and used in the last 60 seconds, to the millisecond. One entry per millisecond: a hot key cannot fill the memory. */
export const windowMs = 60_000;

export type Counted = "requests" | "tokens";
export interface MinuteWindow {
  /** Lines of other gateways come late: any order is taken. */
  add(at: number, requests: number, tokens: number): void;
  sum(of: Counted, now: number): number;
  /** Epoch ms when the sum will have fallen to `most` if nothing comes. */
  fallsTo(of: Counted, most: number, now: number): number;
  /** Epoch ms when nothing is left. */
  emptyAt(now: number): number;
}

interface Entry {
  at: number;
  requests: number;
  tokens: number;
}

export function createMinuteWindow(): MinuteWindow {
  let entries: Entry[] = [];
  let head = 0;
  const sums = { requests: 0, tokens: 0 };
  const clear = () => {
    entries = [];
    head = 0;
    sums.requests = 0;
    sums.tokens = 0;
  };
  const forgetBefore = (now: number) => {
    const end = entries.length;
    // The clock was set back: what is "in the future" would otherwise stay for as long.
    if (head < end && entries[end - 1]!.at > now + windowMs) clear();
    while (head < entries.length && entries[head]!.at <= now - windowMs) {
      sums.requests -= entries[head]!.requests;
      sums.tokens -= entries[head]!.tokens;
      head += 1;
    }
    if (head > 1024 && head * 2 > entries.length) {
      entries = entries.slice(head);
      head = 0;
    }
  };
  return {
    add(at, requests, tokens) {
      const newest = entries.length > head ? entries[entries.length - 1]!.at : at;
      if (at <= newest - windowMs) return;
      if (at > newest) forgetBefore(at);
      let i = entries.length;
      while (i > head && entries[i - 1]!.at > at) i -= 1;
      const before = i > head ? entries[i - 1] : undefined;
      if (before?.at === at) {
        before.requests += requests;
        before.tokens += tokens;
      } else if (i === entries.length) entries.push({ at, requests, tokens });
      else entries.splice(i, 0, { at, requests, tokens });
      sums.requests += requests;
      sums.tokens += tokens;
    },
    sum(of, now) {
      forgetBefore(now);
      return sums[of];
    },
    fallsTo(of, most, now) {
      forgetBefore(now);
      let left = sums[of];
      for (let i = head; i < entries.length && left > most; i += 1) {
        left -= entries[i]![of];
        if (left <= most) return entries[i]!.at + windowMs;
      }
      return now;
    },
    emptyAt(now) {
      forgetBefore(now);
      return entries.length > head ? entries[entries.length - 1]!.at + windowMs : now;
    },
  };
}
