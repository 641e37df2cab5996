import { setTimeout as sleep } from "node:timers/promises";

/** Asks again until the answer is truthy. Throws after `withinMs`, with what it last said or why it last failed. */
export async function eventually<T>(
  ask: () => Promise<T> | T,
  withinMs = 30_000,
): Promise<NonNullable<Exclude<T, false | 0 | "">>> {
  const until = Date.now() + withinMs;
  let last: unknown = "nothing yet";
  do {
    try {
      const answer = await ask();
      if (answer) return answer as NonNullable<Exclude<T, false | 0 | "">>;
      last = answer;
    } catch (error) {
      last = error;
    }
    await sleep(50);
  } while (Date.now() < until);
  throw new Error(`It did not happen within ${withinMs} ms; last: ${last instanceof Error ? last.stack : JSON.stringify(last)}`, {
    cause: last,
  });
}
