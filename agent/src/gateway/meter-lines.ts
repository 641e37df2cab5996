/** Usage lines as text, field by field: there are two for each request, and JSON.stringify costs several times as much. */
import type { TokenPrice, UsageLine } from "../contract/snapshot.ts";

type Line<T extends UsageLine["t"]> = Extract<UsageLine, { t: T }>;
export type Call = Omit<Line<"open">, "t" | "at">;
export type Ending = Pick<Line<"end">, "status" | "prompt" | "completion" | "cached" | "estimated" | "cut">;
/** Who answered, when it was not who was asked first. */
export type Answerer = Pick<Call, "model" | "deployment" | "price">;
export type Course = Pick<Line<"end">, "at" | "stream" | "queueMs" | "firstMs" | "totalMs" | "tries" | "log"> & {
  failedOn: readonly string[];
};

/** `who`: of `whoOf`, which stays the same from the first line of a request to its last, nearly always. */
export function openLine(who: string, { reserve, prompt, price }: Call, at: number): string {
  return `{"t":"open","at":${at},${who},"reserve":${reserve},"prompt":${prompt},"price":${priceText(price)}}`;
}

export function endLine(who: string, ending: Ending, cost: number, course: Course): string {
  const { status, prompt, completion, cached, estimated, cut } = ending;
  const { at, stream, queueMs, firstMs, totalMs, tries, log, failedOn } = course;
  const tokens = `"prompt":${prompt},"completion":${completion},"cached":${cached},"cost":${cost}`;
  const times = `"queueMs":${queueMs},"firstMs":${firstMs},"totalMs":${totalMs}`;
  const how = `"stream":${stream},"tries":${tries},"estimated":${estimated},"cut":${cut && quote(cut)},"log":${log && quote(log)}`;
  const before = failedOn.length > 0 ? `,"failedOn":${JSON.stringify(failedOn)}` : "";
  return `{"t":"end","at":${at},${who},"status":${status},${tokens},${times},${how}${before}}`;
}

export function whoOf({ id, key, project, route, path }: Call, { model, deployment }: Answerer): string {
  const asked = `"id":${quote(id)},"key":${quote(key)},"project":${quote(project)},"route":${quote(route)}`;
  return `${asked},"model":${quote(model)},"deployment":${quote(deployment)},"path":${quote(path)}`;
}

function priceText(price: TokenPrice | null): string | null {
  return price && `{"input":${price.input},"output":${price.output},"cached":${price.cached}}`;
}

const isPlain = /^[\w.:/-]*$/;

/** A JSON string. Ids and names are nearly always plain. */
export function quote(text: string): string {
  return isPlain.test(text) ? `"${text}"` : JSON.stringify(text);
}
