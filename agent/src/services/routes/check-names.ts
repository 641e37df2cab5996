import { SluiceError } from "../../contract/error.ts";
import type { RouteRecord } from "../../store/box/routes.ts";

/** A public name leads to one place: no other route has it, neither as name nor as alias. Pure; throws `name-taken`, `bad-input`. */
export function checkNames(
  { name, aliases }: Pick<RouteRecord, "name" | "aliases">,
  others: readonly Pick<RouteRecord, "name" | "aliases">[],
): void {
  const mine = [name, ...aliases];
  const twice = mine.find((one, index) => mine.indexOf(one) !== index);
  if (twice !== undefined) throw new SluiceError("bad-input", `The name "${twice}" is given twice.`);
  for (const other of others) {
    const taken = mine.find((one) => one === other.name || other.aliases.includes(one));
    if (taken === undefined) continue;
    throw new SluiceError("name-taken", `The route "${other.name}" is already called "${taken}".`, {
      hint: "Choose another name.",
      details: { name: taken, route: other.name },
    });
  }
}
