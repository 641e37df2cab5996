"use client";
import { LogChunk } from "@sluice/agent/contract";
import { useCallback, useEffect, useState } from "react";
import { call, query } from "./agent.ts";

/** How much of the end is fetched at first, and the most that is kept in the page. */
const tailBytes = 256_000;
const keptChars = 2_000_000;

/** A log by byte offsets: the tail first, then what was added, once a second while the run lives. */
export function useLog(path: string, live: boolean) {
  const [state, setState] = useState({ text: "", cut: false });
  useEffect(() => {
    const stop = new AbortController();
    let next: number | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async (): Promise<void> => {
      const url = `${path}${query({ from: next ?? -tailBytes, limit: tailBytes })}`;
      const chunk = await call("GET", url, { schema: LogChunk, signal: stop.signal }).catch(() => null);
      if (stop.signal.aborted) return;
      if (chunk) {
        const first = next === null;
        next = chunk.next;
        setState((old) => add(first ? { text: "", cut: chunk.from > 0 } : old, chunk.text));
      }
      const behind = chunk !== null && chunk.next < chunk.size && chunk.text !== "";
      if (live || behind) timer = setTimeout(read, behind ? 0 : 1000);
    };
    void read();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [path, live]);
  const download = useCallback(async (filename: string) => save(filename, await readWhole(path)), [path]);
  return { ...state, download };
}

const add = (old: { text: string; cut: boolean }, more: string) => {
  const text = old.text + more;
  return text.length > keptChars ? { text: text.slice(-keptChars), cut: true } : { text, cut: old.cut };
};

async function readWhole(path: string): Promise<string[]> {
  const parts: string[] = [];
  let from = 0;
  for (;;) {
    const chunk = await call("GET", `${path}${query({ from, limit: 1_000_000 })}`, { schema: LogChunk });
    parts.push(chunk.text);
    if (chunk.next >= chunk.size || chunk.next <= from) return parts;
    from = chunk.next;
  }
}

function save(filename: string, parts: string[]): void {
  const url = URL.createObjectURL(new Blob(parts, { type: "text/plain" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: filename });
  link.click();
  URL.revokeObjectURL(url);
}
