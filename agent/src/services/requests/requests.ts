/** The inspector: single requests as the books have them, with what was asked and answered where that is kept. */
import type { RequestDetail, RequestLine } from "../../contract/usage.ts";
import type { List } from "../../contract/word.ts";
import type { BillFactStore, BillFacts } from "../../store/box/bill-facts.ts";
import type { RequestFilter } from "../../store/meter/request-conditions.ts";
import type { RequestRecord, UsageRequests } from "../../store/meter/usage-requests.ts";
import { type Actor, readableProjects } from "../may.ts";
import type { FeedbackService } from "./feedback.ts";
import type { FindRequest } from "./find-request.ts";
import type { ReadExchange } from "./read-exchange.ts";

export type Requests = ReturnType<typeof createRequests>;
export interface RequestsOptions {
  requests: UsageRequests;
  find: FindRequest;
  facts: BillFactStore;
  feedback: FeedbackService;
  readExchange: ReadExchange;
}
export type RequestQuery = Omit<RequestFilter, "projects"> & { id?: string | undefined };

const nanoPerUnit = 1e9;

export function createRequests({ requests, find, facts, feedback, readExchange }: RequestsOptions) {
  const shown = async (records: readonly RequestRecord[]): Promise<RequestLine[]> => {
    const known = await facts.read({ ids: [...new Set(records.map(({ key }) => key))] });
    const ratings = await feedback.ratingsOf(records.map(({ id }) => id));
    return records.map((record) => ({ ...lineOf(record, known), rating: ratings.get(record.id) ?? null }));
  };
  return {
    /** Newest first. A page may be short while there are more: see `nextAfter`. */
    async list(
      actor: Actor,
      { id, ...filter }: RequestQuery,
      page: { limit: number; after?: string | undefined },
    ): Promise<List<RequestLine>> {
      const projects = readableProjects(actor);
      if (id !== undefined) {
        const record = requests.get(id);
        const data = record && (projects?.includes(record.project) ?? true) ? await shown([record]) : [];
        return { data, total: data.length, nextAfter: null };
      }
      const { rows, next, total } = await requests.page({ ...filter, projects }, page);
      return { data: await shown(rows), total, nextAfter: next };
    },
    async get(actor: Actor, id: string): Promise<RequestDetail> {
      const record = await find(actor, id, "read");
      const [line] = await shown([record]);
      const kept = record.log === null ? null : await readExchange(record.log);
      const exchange = kept && { request: kept.request, answer: kept.answer };
      return { ...line!, exchange, feedback: await feedback.of(id) };
    },
  };
}

function lineOf(record: RequestRecord, facts: BillFacts): Omit<RequestLine, "rating"> {
  const { id, at, key, project, route, deployment, model, path, status, stream, cost, log, ...more } = record;
  const { queueMs, firstMs, totalMs, tries, estimated, cut } = more;
  return {
    ...{ id, at: new Date(at).toISOString(), keyId: key, keyName: facts.keys.get(key)?.name ?? key, projectId: project, route },
    ...{ deploymentId: deployment, deploymentName: facts.deployments.get(deployment) ?? deployment },
    ...{ modelId: model, modelName: facts.models.get(model) ?? model, path, status, stream },
    ...{ promptTokens: more.prompt, completionTokens: more.completion, cachedTokens: more.cached, cost: cost / nanoPerUnit },
    ...{ queueMs, firstMs, totalMs, tries, estimated, cut, isLogged: log !== null },
  };
}
