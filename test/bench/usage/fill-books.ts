/** The days that do not go through the collector, oldest first, with the time left on standard error. */
import { localDays } from "../../../agent/src/store/meter/local-days.ts";
import { cellsOfDay } from "./cells.ts";
import type { Customer } from "./customer.ts";
import { createDice } from "./dice.ts";
import type { Plan } from "./plan.ts";
import { openRollups } from "./write-rollups.ts";

/** Answers how many hourly rows a day has. */
export function fillBooks(file: string, customer: Customer, plan: Plan, say: (line: string) => void) {
  const rollups = openRollups(file, localDays());
  const { requestsPerDay } = customer.assumed;
  const dice = createDice(7);
  const dayOf = (day: number) => cellsOfDay([...customer.uses, ...customer.visitsOn(day).uses], requestsPerDay, day, dice);
  // Not even the people's keys of these days: they are in the other days too.
  for (const day of plan.keysOnly) rollups.writeKeys(cellsOfDay(customer.visitsOn(day).uses, requestsPerDay, day, dice));
  const days = plan.days.slice(0, -1);
  const startedAt = Date.now();
  let rows = 0;
  days.forEach((day, n) => {
    const cells = dayOf(day);
    rollups.write(cells);
    rows += cells.length;
    const leftS = ((Date.now() - startedAt) / 1000 / (n + 1)) * (days.length - n - 1);
    if ((n + 1) % 10 === 0) say(`  sums of ${n + 1} of ${days.length} days written, about ${Math.ceil(leftS)} s left`);
  });
  rollups.close();
  return { hourRowsPerDay: rows / days.length };
}
