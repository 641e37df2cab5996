import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { type Box, owner, startBox } from "../support/start-box.ts";

let box: Box;
let cookie: string;
beforeAll(async () => {
  box = await startBox();
  await box.claim();
  const { headers } = await box.stranger("POST", "/api/sign-in", { body: { email: owner.email, password: owner.password } });
  cookie = String(headers["set-cookie"]).split(";")[0]!;
});
afterAll(() => box.stop());

interface News {
  id: string;
  type: string;
}
function listen(lastId?: string) {
  const news: News[] = [];
  let isOpen = false;
  const headers = { host: "localhost", cookie, ...(lastId ? { "last-event-id": lastId } : {}) };
  const asked = request({ socketPath: box.socket, path: "/api/events", headers }, (answer) => {
    isOpen = answer.headers["content-type"]?.includes("text/event-stream") ?? false;
    let rest = "";
    answer.setEncoding("utf8").on("data", (text: string) => {
      const parts = (rest + text).split("\n\n");
      rest = parts.pop() ?? "";
      for (const part of parts) {
        const found = /^id: (.+)\ndata: (.+)$/.exec(part);
        if (found) news.push({ id: found[1]!, type: (JSON.parse(found[2]!) as { type: string }).type });
      }
    });
    answer.on("error", () => undefined);
  });
  asked.on("error", () => undefined);
  asked.end();
  return { news, isOpen: () => isOpen, of: (type: string) => news.filter((n) => n.type === type), close: () => asked.destroy() };
}
const addKey = () => box.person("POST", "/api/keys", { body: { name: "k" } });

describe("the event stream", () => {
  it("tells what changed, and after a break only what was missed", async () => {
    const first = listen();
    await eventually(first.isOpen);
    await addKey();
    const [seen] = await eventually(() => first.of("key-changed").length === 1 && first.of("key-changed"));
    first.close();
    await addKey();
    await addKey();
    const second = listen(seen!.id);
    await eventually(() => second.of("key-changed").length === 2);
    expect(second.news.map((n) => n.id)).not.toContain(seen!.id);
    second.close();
  });

  it("after an agent restart everything is called changed, once", async () => {
    const first = listen();
    await eventually(first.isOpen);
    await addKey();
    const [seen] = await eventually(() => first.of("key-changed").length === 1 && first.of("key-changed"));
    await box.killAgent("SIGKILL");
    await box.startAgain();
    const second = listen(seen!.id);
    await eventually(() => second.of("settings-changed").length === 1);
    for (const type of ["job-changed", "deployment-changed", "model-changed", "key-changed"])
      expect(second.of(type)).toHaveLength(1);
    second.close();
  });

  it("an open stream does not hold up the end of the agent", async () => {
    const stream = listen();
    await eventually(stream.isOpen);
    expect(await box.killAgent("SIGTERM")).toBe(0);
    stream.close();
    await box.startAgain();
  });
});
