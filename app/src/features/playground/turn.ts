export interface Answer {
  model: string;
  /** Names the request in the inspector, and takes a person's word on the answer. */
  requestId: string | null;
  /** Who answered, where the name that was asked leads to several. */
  deployment: string | null;
  text: string;
  state: "streaming" | "done" | "failed";
  stopped: boolean;
  /** It ran into the longest answer that was allowed. */
  cutOff: boolean;
  error: unknown;
  tokens: number;
  /** From the first token to the last. */
  seconds: number;
  /** From asking to the first token. */
  firstSeconds: number | null;
}

export interface Turn {
  id: number;
  prompt: string;
  left: Answer | null;
  right: Answer | null;
}
export type Side = "left" | "right";

export const begin = (model: string | null): Answer | null =>
  model === null
    ? null
    : {
        model,
        requestId: null,
        deployment: null,
        text: "",
        state: "streaming",
        stopped: false,
        cutOff: false,
        error: null,
        tokens: 0,
        seconds: 0,
        firstSeconds: null,
      };

interface Message {
  role: "system" | "user" | "assistant";
  content: string;
}

/** What one side has heard so far; failed answers are left out together with their question. */
export function history(turns: Turn[], side: Side, system: string, prompt: string): Message[] {
  const heard = turns.flatMap((turn): Message[] => {
    const answer = turn[side];
    if (!answer || answer.text === "" || answer.state === "failed") return [];
    return [
      { role: "user", content: turn.prompt },
      { role: "assistant", content: answer.text },
    ];
  });
  return [
    ...(system.trim() === "" ? [] : [{ role: "system", content: system.trim() } as const]),
    ...heard,
    { role: "user", content: prompt },
  ];
}
