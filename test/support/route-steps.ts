/** Steps with routes and rollouts on a box of fakes, and the usage lines of a gateway that the test plays itself. */
import { appendFileSync, closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Rollout, Route } from "../../agent/src/contract/route.ts";
import { Snapshot, type UsageLine } from "../../agent/src/contract/snapshot.ts";
import { baseModelId } from "./box-steps.ts";
import { eventually } from "./eventually.ts";
import type { Box } from "./start-box.ts";

export async function createRoute(box: Box, name: string, more: object = {}): Promise<Route> {
  const answer = await box.person<Route>("POST", "/api/routes", { body: { name, ...more } });
  if (answer.status !== 201) throw new Error(`The route was refused: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
export const getRoute = async (box: Box, id: string): Promise<Route> =>
  (await box.person<Route>("GET", `/api/routes/${id}`)).body;

/** `settings` make one version different from another: all are the same fake model. */
export async function publish(box: Box, routeId: string, settings: object, rules: object = {}): Promise<Rollout> {
  const body = {
    modelId: await baseModelId(box),
    engineId: "fake-serve",
    settings,
    rules: { minRequests: 10, minSeconds: 0, ...rules },
  };
  const answer = await box.person<Rollout>("POST", `/api/routes/${routeId}/publish`, { body });
  if (answer.status !== 201) throw new Error(`Not published: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
export async function rolloutsOf(box: Box, routeId: string): Promise<Rollout[]> {
  return (await box.person("GET", `/api/routes/${routeId}/rollouts`)).body.data;
}
export const rolloutIs = (box: Box, { id, routeId }: Pick<Rollout, "id" | "routeId">, is: (rollout: Rollout) => boolean) =>
  eventually(async () => {
    const rollout = (await rolloutsOf(box, routeId)).find((one) => one.id === id);
    return rollout && is(rollout) && rollout;
  }, 60_000);

export const readSnapshot = (data: string) => Snapshot.parse(JSON.parse(readFileSync(path.join(data, "snapshot.json"), "utf8")));
export const routeInSnapshot = (data: string, name: string) => readSnapshot(data).routes.find((route) => route.name === name);

/** A usage file of a gateway that lives as long as this process holds it. */
export function playGateway(data: string, route: string) {
  mkdirSync(path.join(data, "usage"), { recursive: true });
  const file = path.join(data, "usage", `${Date.now()}-${process.pid}.jsonl`);
  const fd = openSync(file, "a", 0o600);
  let count = 0;
  const write = (lines: UsageLine[]) => appendFileSync(fd, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const call = (deployment: string, name = route) => {
    count += 1;
    const ids = { id: `req_${process.pid}_${fd}_${count}`, at: Date.now(), key: "key_aaaaaaaa", project: "proj_0000" };
    return { ...ids, route: name, model: "model_m", deployment, path: "/v1/chat/completions" };
  };
  const tokens = { prompt: 1, completion: 1, cached: 0, cost: 0, estimated: false, log: null };
  return {
    /** So many answers, the first `failed` of them failures; `on`: failed there, answered by the deployment. */
    answers(deployment: string, number: number, more: { failed?: number; firstMs?: number; on?: string; name?: string } = {}) {
      const { failed = 0, firstMs = 20, on, name } = more;
      const lines = Array.from({ length: number }, (_, n): UsageLine => {
        const how = n < failed ? { status: 502, cut: "engine" as const, firstMs: null } : { status: 200, cut: null, firstMs };
        const tries = on === undefined ? { tries: 1 } : { tries: 2, failedOn: [on] };
        return { t: "end", ...call(deployment, name), ...tokens, ...how, ...tries, stream: true, queueMs: 0, totalMs: 30 };
      });
      write(lines);
    },
    /** A stream begins; call what it gives to end it. */
    open(deployment: string): () => void {
      const asked = call(deployment);
      write([{ t: "open", ...asked, reserve: 10, prompt: 1, price: null }]);
      const ended = { stream: true, queueMs: 0, totalMs: 30, status: 200, cut: null, firstMs: 20, tries: 1 };
      return () => write([{ t: "end", ...asked, ...tokens, ...ended, at: Date.now() }]);
    },
    eject({ id, canaryId }: Pick<Rollout, "id" | "canaryId">) {
      const event = {
        id: `evt_${fd}_${count}`,
        at: Date.now(),
        kind: "ejected" as const,
        route,
        rolloutId: id,
        deployment: canaryId,
      };
      write([{ t: "event", ...event, why: "12 of 40 answers failed.", requests: 40, failures: 12 }]);
    },
    close: () => closeSync(fd),
  };
}
