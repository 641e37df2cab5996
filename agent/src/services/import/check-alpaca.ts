import type { Message } from "../../contract/dataset.ts";
import { type Checked, type Fault, type Fields, noFields, textFault } from "./checked.ts";

const known = new Set(["instruction", "input", "output", "system", "history"]);
const badHistory: Fault = { code: "bad-history", reason: '"history" is not a list of [question, answer] pairs.' };
const isGiven = (value: unknown) => value !== undefined && value !== null && value !== "";

/** Alpaca: instruction (+ input) is what the user says, output is the answer. `system` and `history` as LLaMA-Factory writes them. */
export function checkAlpaca(value: Fields): Checked {
  const messages: Message[] = [];
  const fault = addSystem(value, messages) ?? addHistory(value, messages) ?? addTurn(value, messages);
  if (fault !== null) return { ok: false, ...fault };
  let unknown = noFields;
  for (const field in value) if (!known.has(field)) unknown = [...unknown, field];
  return { ok: true, row: { messages }, unknown };
}

function addSystem(value: Fields, messages: Message[]): Fault | null {
  if (!isGiven(value.system)) return null;
  const fault = textFault('"system"', value.system);
  if (fault !== null) return fault;
  messages.push({ role: "system", content: value.system as string });
  return null;
}

function addHistory(value: Fields, messages: Message[]): Fault | null {
  if (!isGiven(value.history)) return null;
  if (!Array.isArray(value.history)) return badHistory;
  for (const pair of value.history as unknown[]) {
    if (!Array.isArray(pair) || pair.length !== 2) return badHistory;
    const fault = textFault('A text of "history"', pair[0]) ?? textFault('A text of "history"', pair[1]);
    if (fault !== null) return fault;
    messages.push({ role: "user", content: pair[0] as string }, { role: "assistant", content: pair[1] as string });
  }
  return null;
}

function addTurn(value: Fields, messages: Message[]): Fault | null {
  const fault = textFault('"instruction"', value.instruction);
  if (fault !== null) return fault;
  const inputFault = isGiven(value.input) ? textFault('"input"', value.input) : null;
  if (inputFault !== null && inputFault.code !== "empty-text") return inputFault;
  const outputFault = textFault('"output"', value.output);
  if (outputFault !== null) return outputFault;
  const instruction = value.instruction as string;
  const content = isGiven(value.input) && inputFault === null ? `${instruction}\n\n${value.input as string}` : instruction;
  messages.push({ role: "user", content }, { role: "assistant", content: value.output as string });
  return null;
}
