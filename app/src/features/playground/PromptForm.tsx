"use client";
import { Eraser, SendHorizontal, Square } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/Button.tsx";
import { Textarea } from "@/components/ui/Field.tsx";
import { testIds } from "@/lib/test-ids.ts";

interface PromptFormProps {
  disabled: boolean;
  busy: boolean;
  onAsk: (prompt: string) => void;
  onStop: () => void;
  onClear: (() => void) | null;
}

export function PromptForm({ disabled, busy, onAsk, onStop, onClear }: PromptFormProps) {
  const t = useTranslations("playground");
  const [prompt, setPrompt] = useState("");
  const send = (): void => {
    if (prompt.trim() === "" || disabled || busy) return;
    onAsk(prompt.trim());
    setPrompt("");
  };
  const onKey = (e: KeyboardEvent): void => {
    // While an input method composes, Enter chooses a word (Chinese, Japanese); it must not send.
    if (e.key !== "Enter" || e.shiftKey || e.nativeEvent.isComposing) return;
    e.preventDefault();
    send();
  };
  return (
    <form
      className="sticky bottom-3 z-10 rounded-lg border border-line-strong bg-surface p-3 shadow-lg"
      onSubmit={(e) => {
        e.preventDefault();
        send();
      }}
    >
      <Textarea
        aria-label={t("prompt")}
        placeholder={t("promptExample")}
        data-testid={testIds.playgroundPrompt}
        rows={2}
        value={prompt}
        onChange={(e) => setPrompt(e.target.value)}
        onKeyDown={onKey}
        className="min-h-14 border-0 bg-transparent"
      />
      <div className="mt-2 flex items-center gap-2">
        <p className="mr-auto text-[0.8125rem] text-faint max-sm:hidden">{t("enterSends")}</p>
        {onClear ? (
          <Button variant="ghost" disabled={busy} onClick={onClear} className="max-sm:mr-auto">
            <Eraser aria-hidden /> {t("clear")}
          </Button>
        ) : null}
        {busy ? (
          <Button onClick={onStop}>
            <Square aria-hidden /> {t("stop")}
          </Button>
        ) : (
          <Button
            type="submit"
            variant="primary"
            data-testid={testIds.playgroundSend}
            disabled={disabled || prompt.trim() === ""}
            className="max-sm:ml-auto"
          >
            <SendHorizontal aria-hidden /> {t("send")}
          </Button>
        )}
      </div>
    </form>
  );
}
