/** The playground's own key: asked for when first needed, kept in this page's memory only, gone with the tab. */
import { NewKey } from "@sluice/agent/contract";
import { call } from "@/lib/agent.ts";

let current: Promise<string> | null = null;

export function playgroundKey(): Promise<string> {
  current ??= call("POST", "/api/playground/key", { schema: NewKey }).then(
    (made) => made.secret,
    (error) => {
      current = null;
      throw error;
    },
  );
  return current;
}

/** Only the key that failed: another answer may have fetched a new one meanwhile. */
export function forgetKey(key: string): void {
  const asked = current;
  void asked?.then((secret) => {
    if (secret === key && current === asked) current = null;
  });
}
