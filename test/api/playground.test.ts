/** The playground's way of asking: a person's own key, a public name, metered; and their word on the answer becomes a row to learn from. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Feedback, RequestDetail } from "../../agent/src/contract/usage.ts";
import { ask } from "../support/ask-gateway.ts";
import { createDeployment, deploymentIs } from "../support/box-steps.ts";
import { createRoute } from "../support/route-steps.ts";
import { type Box, startBox } from "../support/start-box.ts";

let box: Box;
let secret: string;
let projectId: string;
beforeAll(async () => {
  box = await startBox({ gateway: true });
  await box.claim();
  const ids = [];
  for (const name of ["first", "second"]) ids.push((await createDeployment(box, name)).id);
  for (const id of ids) await deploymentIs(box, id, "ready");
  await createRoute(box, "support", {
    aliases: ["help"],
    targets: ids.map((deploymentId) => ({ deploymentId, weight: 1 })),
    policy: { systemPrompt: { text: "You are the help desk.", locked: false } },
  });
  const [project] = (await box.person("GET", "/api/projects")).body.data;
  projectId = project.id;
  const { id: _id, ...fields } = project;
  await box.person("PUT", `/api/projects/${projectId}`, { body: { ...fields, logRetentionDays: 30 } });
  secret = (await box.person("POST", "/api/playground/key")).body.secret;
});
afterAll(() => box.stop());

const messages = [
  { role: "system", content: "Answer in one line." },
  { role: "user", content: "What is part 3?" },
];
async function asked(model: string, conversation: string) {
  const body = { model, messages, stream: true, stream_options: { include_usage: true }, max_tokens: 50 };
  const reply = await ask(box.gateway().port, body, { key: secret, headers: { "x-conversation-id": conversation } });
  expect(reply.status).toBe(200);
  return { id: reply.headers["x-request-id"] as string, by: reply.headers["x-sluice-deployment"] as string };
}

describe("a public name in the playground", () => {
  it("is asked as clients ask it: a conversation stays with one version, others may have the other, and each is in the books", async () => {
    const conversations = Array.from({ length: 12 }, (_, n) => `playground-${n}`);
    const first = [];
    for (const one of conversations) first.push(await asked("support", one));
    expect(new Set(first.map(({ by }) => by))).toEqual(new Set(["first", "second"]));
    for (const [n, one] of conversations.slice(0, 4).entries()) expect((await asked("help", one)).by).toBe(first[n]!.by);
    const { body } = await box.person<RequestDetail>("GET", `/api/requests/${first[0]!.id}`);
    expect(body).toMatchObject({ route: "support", deploymentName: first[0]!.by, status: 200, isLogged: true, projectId });
    expect(body.completionTokens).toBeGreaterThan(0);
    const keys = (await box.person("GET", "/api/keys")).body.data;
    expect(keys).toEqual([]); // the playground's own is nobody's to see
  });

  it("takes a person's word, which becomes rows that hold the route's system prompt as the model saw it", async () => {
    const [up, corrected] = [await asked("support", "a"), await asked("support", "b")];
    const give = (id: string, body: object) =>
      box.person<RequestDetail>("POST", `/api/requests/${id}/feedback`, {
        body: { rating: null, correction: null, comment: null, ...body },
      });
    expect((await give(up.id, { rating: "up" })).body.feedback).toMatchObject([{ rating: "up" } satisfies Partial<Feedback>]);
    expect((await give(corrected.id, { rating: "down", correction: "A bolt." })).status).toBe(200);
    const { body: jsonl, headers } = await box.person("GET", `/api/feedback/export?project=${projectId}`);
    expect(headers["x-sluice-left-out"]).toBe("0");
    const rows = String(jsonl)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).messages);
    expect(rows).toHaveLength(2);
    const before = [
      { role: "system", content: "You are the help desk.\n\nAnswer in one line." },
      { role: "user", content: "What is part 3?" },
    ];
    for (const row of rows) expect(row.slice(0, -1)).toEqual(before);
    const answers = rows.map((row) => row.at(-1).content);
    expect(answers).toContain("A bolt.");
    expect(answers.find((text) => text !== "A bolt.")).toContain("part 3");
  });

  it("is asked with one key a person: a second tab's ends the first one's", async () => {
    const { body } = await box.person("POST", "/api/playground/key");
    await expect
      .poll(async () => (await ask(box.gateway().port, undefined, { key: secret, path: "/v1/models" })).status)
      .toBe(401);
    const models = await ask(box.gateway().port, undefined, { key: body.secret, path: "/v1/models" });
    expect(JSON.parse(models.text).data.map((one: { id: string }) => one.id)).toEqual(
      expect.arrayContaining(["support", "help"]),
    );
  });
});
