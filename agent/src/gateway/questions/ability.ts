import type { Can } from "../../contract/deployment.ts";
import type { DeploymentSnapshot } from "../../contract/snapshot.ts";
import { type Problem, unsupported } from "../openai/problem.ts";
import { type AnswerPath, answerPaths, type Question } from "./question.ts";

const words: Record<Can, string> = {
  tools: "call tools",
  "json-schema": "hold its answers to a JSON schema",
  logprobs: "tell log probabilities",
  images: "see images",
};

/** Whether this deployment can answer it at all. Pure: asked of every deployment of a route. */
export function checkAbility(
  path: AnswerPath,
  question: Question,
  { gives, can }: Pick<DeploymentSnapshot, "gives" | "can">,
): Problem | null {
  const wanted = answerPaths[path];
  if (!gives.includes(wanted)) {
    const does = gives.length > 0 ? `it gives ${gives.join(", ")}` : "what it gives is not known while it cannot start";
    return unsupported(`The model '${question.model}' does not give ${wanted} (${path}); ${does}.`, "model");
  }
  for (const need of question.needs) {
    if (can.includes(need.can)) continue;
    return unsupported(`The model '${question.model}' cannot ${words[need.can]} (${need.can}).`, need.param);
  }
  return null;
}
