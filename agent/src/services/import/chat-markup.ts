import type { Row } from "../../contract/dataset.ts";

/** A row as the base model's ChatML template writes it. `defaultSystem`: what the template says when the row has no system message. */
export function toChatMarkup(row: Row, defaultSystem: string | null): string {
  const isBare = defaultSystem !== null && row.messages[0]?.role !== "system";
  const head = isBare ? `<|im_start|>system\n${defaultSystem}<|im_end|>\n` : "";
  return head + row.messages.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join("");
}

/** The sentence a Jinja template puts in by itself, if it does: its only system text written out in full. */
export function defaultSystemOf(template: string): string | null {
  return /<\|im_start\|>system(?:\\n|\n)([^<{}'"]+)<\|im_end\|>/.exec(template)?.[1] ?? null;
}
