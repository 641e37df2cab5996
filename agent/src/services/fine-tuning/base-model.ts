import { SluiceError } from "../../contract/error.ts";
import type { Actor } from "../may.ts";
import type { Models } from "../models/models.ts";

/** By its name or id; the names of what can be trained are in the refusal. */
export async function baseModel(models: Pick<Models, "list">, actor: Actor, asked: string) {
  const bases = (await models.list(actor, { kind: "base" })).data.filter(
    ({ trainable, state }) => trainable && state === "ready",
  );
  const wanted = asked.toLowerCase();
  const model = bases.find(({ id, name }) => id === asked || name.toLowerCase() === wanted);
  if (model) return model;
  const names = bases.map(({ name }) => name).join(", ") || "none is ready yet";
  throw new SluiceError("not-found", `The model '${asked}' cannot be fine-tuned on this box. These can: ${names}.`, {
    details: { param: "model", code: "model_not_found" },
  });
}
