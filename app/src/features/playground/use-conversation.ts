"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { askStreaming } from "./ask-streaming.ts";
import type { AskSettings } from "./SettingsForm.tsx";
import { type Answer, begin, history, type Side, type Turn } from "./turn.ts";

interface Question {
  prompt: string;
  settings: AskSettings;
  left: string | null;
  right: string | null;
}

export function useConversation() {
  const [turns, setTurns] = useState<Turn[]>([]);
  const [open, setOpen] = useState(0);
  const conversation = useRef("");
  const stopper = useRef<AbortController | null>(null);
  useEffect(() => () => stopper.current?.abort(), []);

  const ask = ({ prompt, settings, left, right }: Question): void => {
    const id = Date.now();
    const stop = new AbortController();
    stopper.current = stop;
    if (turns.length === 0) conversation.current = `playground-${id}`;
    const change = (side: Side, part: Partial<Answer>): void =>
      setTurns((all) =>
        all.map((turn) => (turn.id === id && turn[side] ? { ...turn, [side]: { ...turn[side], ...part } } : turn)),
      );
    const askSide = async (side: Side, model: string): Promise<void> => {
      setOpen((n) => n + 1);
      const messages = history(turns, side, settings.system, prompt);
      const { temperature, maxTokens } = settings;
      await askStreaming(
        { model, conversation: conversation.current, messages, temperature, maxTokens, signal: stop.signal },
        (part) => change(side, part),
      );
      setOpen((n) => n - 1);
    };
    setTurns((all) => [...all, { id, prompt, left: begin(left), right: begin(right) }]);
    if (left) void askSide("left", left);
    if (right) void askSide("right", right);
  };

  return {
    turns,
    busy: open > 0,
    ask,
    stop: useCallback(() => stopper.current?.abort(), []),
    clear: useCallback(() => setTurns([]), []),
  };
}
