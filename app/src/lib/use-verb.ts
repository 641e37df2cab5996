"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { useExplainError } from "./explain-error.ts";

interface VerbOptions<V, R> {
  run: (value: V) => Promise<R>;
  /** Nouns to read again afterwards. */
  touches: readonly (readonly string[])[];
  done?: (result: R, value: V) => void;
  /** Said in a toast when it worked. */
  said?: string;
  /** The caller shows the error itself. */
  quiet?: boolean;
}

/** A verb a person does: what it touches is read again, and a failure is always said. */
export function useVerb<V = void, R = unknown>({ run, touches, done, said, quiet }: VerbOptions<V, R>) {
  const client = useQueryClient();
  const explain = useExplainError();
  return useMutation({
    mutationFn: run,
    onSuccess: (result, value) => {
      for (const queryKey of touches) void client.invalidateQueries({ queryKey });
      if (said) toast.success(said);
      done?.(result, value);
    },
    onError: (error) => {
      if (quiet) return;
      const { title, detail, hint } = explain(error);
      toast.error(title, { description: [detail, hint].filter(Boolean).join(" ") });
    },
  });
}
