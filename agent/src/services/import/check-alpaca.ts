import type { Message } from "../../contract/dataset.ts";
import { bad, type Checked, type Fields, noFields, textFault } from "./checked.ts";

const known = new Set(["instruction", "input", "output", "system", "history"]);
const isGiven = (value: unknown) => value !== undefined && value !== null && value !== "";

/** Alpaca: instruction (+ input) is what the user says, output is the answer. `system` and `history` as LLaMA-Factory writes them. */
export function checkAlpaca(value: Fields): Checked {
  const messages: Message[] = [];
  const fault = addSystem(value, messages) ?? addHistory(value, messages) ?? addTurn(value, messages);
  if (fault !== null) return bad(fault);
  let unknown = noFields;
  for (const field in value) if (!known.has(field)) unknown = [...unknown, field];
  return { ok: true, row: { messages }, unknown };
}

function addSystem(value: Fields, messages: Message[]): string | null {
  if (!isGiven(value.system)) return null;
  const fault = textFault(value.system);
  if (fault !== null) return `"system" ${fault}.`;
  messages.push({ role: "system", content: value.system as string });
  return null;
}

function addHistory(value: Fields, messages: Message[]): string | null {
  if (!isGiven(value.history)) return null;
  if (!Array.isArray(value.history)) return '"history" is not a list of [question, answer] pairs.';
  for (const pair of value.history as unknown[]) {
    if (!Array.isArray(pair) || pair.length !== 2) return '"history" is not a list of [question, answer] pairs.';
    const fault = textFault(pair[0]) ?? textFault(pair[1]);
    if (fault !== null) return `A text of "history" ${fault}.`;
    messages.push({ role: "user", content: pair[0] as string }, { role: "assistant", content: pair[1] as string });
  }
  return null;
}

function addTurn(value: Fields, messages: Message[]): string | null {
  const fault = textFault(value.instruction);
  if (fault !== null) return `"instruction" ${fault}.`;
  const inputFault = isGiven(value.input) ? textFault(value.input) : null;
  if (inputFault !== null && inputFault !== "is empty") return `"input" ${inputFault}.`;
  const outputFault = textFault(value.output);
  if (outputFault !== null) return `"output" ${outputFault}.`;
  const instruction = value.instruction as string;
  const content = isGiven(value.input) && inputFault === null ? `${instruction}\n\n${value.input as string}` : instruction;
  messages.push({ role: "user", content }, { role: "assistant", content: value.output as string });
  return null;
}
