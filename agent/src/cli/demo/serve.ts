/** Base and tuned model behind the gateway, and one question to both. */
import { Agent, request } from "undici";
import { z } from "zod";
import { Deployment } from "../../contract/deployment.ts";
import { SluiceError } from "../../contract/error.ts";
import { listOf } from "../../contract/word.ts";
import { parseJson } from "../../lib/parse-json.ts";
import type { AgentClient } from "../agent-client.ts";
import { duration, type Screen } from "../screen.ts";
import { poll } from "./poll.ts";

/** The deployment's name once a real token came back. One that already serves this model is used as it is. */
export async function deploy(
  agent: AgentClient,
  screen: Screen,
  wanted: { name: string; modelId: string; engineId?: string },
): Promise<string> {
  const { modelId } = wanted;
  const { data } = await agent.get("/api/deployments", listOf(Deployment));
  const there = data.find((deployment) => deployment.modelId === modelId);
  if (there?.state === "stopped" || there?.state === "needs-attention")
    await agent.post(`/api/deployments/${there.id}/start`, {}, z.unknown());
  const names = new Set(data.map((deployment) => deployment.name));
  let { name } = wanted;
  for (let n = 2; names.has(name); n++) name = `${wanted.name}-${n}`;
  const { id } = there ?? (await agent.post("/api/deployments", { ...wanted, name }, Deployment));
  const begun = Date.now();
  return poll(250, async () => {
    const now = await agent.get(`/api/deployments/${id}`, Deployment);
    if (now.state === "ready") return now.name;
    if (now.state === "needs-attention" || (now.state === "stopped" && Date.now() - begun > 5000)) {
      throw new SluiceError(
        "engine-down",
        `${now.name} did not start: ${now.cause?.message ?? now.lastLines.at(-1) ?? "no reason given"}`,
      );
    }
    screen.show(`Starting ${now.name}: ${now.wait?.message ?? now.state}, ${duration((Date.now() - begun) / 1000)}`);
    return null;
  });
}

const Answer = z.object({ choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1) });
/** On loopback through the gateway, as any client would. The box's certificate is its own. */
const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });

export async function ask(url: string, key: string, body: object): Promise<string> {
  const until = Date.now() + 30_000;
  return poll(300, async () => {
    const answer = await request(`${url}/v1/chat/completions`, {
      dispatcher,
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await answer.body.text();
    const said = answer.statusCode === 200 ? parseJson(text, Answer)?.choices[0]?.message.content : undefined;
    if (said !== undefined) return said;
    // The gateway reads a new key or route from the snapshot a moment after the agent wrote it.
    if (Date.now() > until)
      throw new SluiceError("engine-down", `The gateway answered ${answer.statusCode}: ${text.slice(0, 300)}`);
    return null;
  });
}
