/** Steps with card hours and deployments that sleep, on any box: `call` asks its API. */
import type { Settings } from "../../agent/src/contract/box.ts";
import type { CardHours } from "../../agent/src/contract/card-time.ts";
import type { Deployment } from "../../agent/src/contract/deployment.ts";
import { eventually } from "./eventually.ts";

// Answers of the API are read as what they are known to be.
type Call = <T>(method: string, url: string, body?: unknown) => Promise<{ status: number; body: T }>;
const whole = { from: "00:00", to: "24:00" };
const week = (day: typeof whole | null): CardHours => ({ serving: [day, day, day, day, day, day, day] });

export async function setCardTime(call: Call, to: "serving" | "training"): Promise<void> {
  const { body } = await call<Settings>("GET", "/api/settings");
  const { status } = await call("PUT", "/api/settings", { ...body, cardHours: week(to === "serving" ? whole : null) });
  if (status !== 200) throw new Error("The card hours were refused.");
}
export const mayGiveWay = (call: Call, id: string, more: object = {}) =>
  call("PUT", `/api/deployments/${id}`, { mayGiveWay: true, ...more });

export const deploymentBecomes = (call: Call, id: string, state: Deployment["state"], withinMs = 60_000): Promise<Deployment> =>
  eventually(async () => {
    const { body } = await call<Deployment>("GET", `/api/deployments/${id}`);
    return body.state === state && body;
  }, withinMs);
