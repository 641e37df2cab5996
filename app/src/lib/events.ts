"use client";
/** /api/events -> the query cache. Resumable: the browser sends Last-Event-ID itself; after a gap everything is read again. */
import { type Box, BoxEvent, type Job, JobProgress, Sample } from "@sluice/agent/contract";
import type { QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { z } from "zod";
import { keys } from "./query-keys.ts";

const names = BoxEvent.options.map((option) => option.shape.type.value);
const stale: Partial<Record<BoxEvent["type"], readonly (readonly string[])[]>> = {
  "job-changed": [keys.jobs, keys.box, keys.models],
  "deployment-changed": [keys.deployments, keys.box],
  "model-changed": [keys.models],
  "dataset-changed": [keys.datasets],
  "import-changed": [keys.imports],
  "key-changed": [keys.apiKeys],
  "route-changed": [keys.routes],
  "pack-changed": [keys.engines, keys.box],
  "ledger-changed": [keys.box, keys.strays],
  "card-changed": [keys.box],
  "card-faulted": [keys.box],
  "settings-changed": [keys.settings, keys.session, keys.box],
};

export function useBoxEvents(client: QueryClient, enabled: boolean): void {
  useEffect(() => (enabled ? listen(client) : undefined), [client, enabled]);
}

/** Opens the stream and keeps it open with growing waits (an HTTP error closes an EventSource for good). */
function listen(client: QueryClient): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let missed = false;
  const flush = flusher(client);
  const open = (): void => {
    source = new EventSource("/api/events");
    source.onopen = () => {
      tries = 0;
      if (missed) void client.invalidateQueries();
      missed = false;
    };
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      missed = true;
      tries += 1;
      timer = setTimeout(open, Math.min(15_000, 500 * 2 ** tries));
    };
    for (const name of ["message", ...names]) source.addEventListener(name, (e) => take((e as MessageEvent<string>).data));
  };
  const take = (data: string): void => {
    const event = BoxEvent.safeParse(safeJson(data));
    if (event.success) apply(client, event.data, flush.mark);
  };
  open();
  return () => {
    clearTimeout(timer);
    flush.stop();
    source?.close();
  };
}

function apply(client: QueryClient, event: BoxEvent, mark: (key: readonly string[]) => void): void {
  if (event.type === "job-progressed") setProgress(client, event.id, event.progress);
  if (event.type === "cards-sampled") setSamples(client, event.samples);
  for (const key of stale[event.type] ?? []) mark(key);
}

/** A burst of events becomes one refetch per noun. */
function flusher(client: QueryClient) {
  const waiting = new Map<string, readonly string[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    mark(key: readonly string[]): void {
      waiting.set(key.join("/"), key);
      timer ??= setTimeout(() => {
        timer = undefined;
        for (const k of waiting.values()) void client.invalidateQueries({ queryKey: k });
        waiting.clear();
      }, 200);
    },
    stop: () => clearTimeout(timer),
  };
}

type JobPages = { pages: { data: Job[] }[] };
function setProgress(client: QueryClient, id: string, raw: unknown): void {
  const progress = JobProgress.partial().safeParse(raw);
  if (!progress.success) return;
  const merge = (job: Job): Job => (job.id === id ? { ...job, progress: { ...job.progress, ...progress.data } } : job);
  client.setQueryData<Job>([...keys.jobs, id], (job) => job && merge(job));
  client.setQueriesData<JobPages>({ queryKey: [...keys.jobs, "list"] }, (list) =>
    list?.pages ? { ...list, pages: list.pages.map((page) => ({ ...page, data: page.data.map(merge) })) } : list,
  );
}

function setSamples(client: QueryClient, raw: unknown[]): void {
  const samples = z.array(Sample).safeParse(raw);
  if (!samples.success) return;
  client.setQueryData<Box>(keys.box, (box) =>
    box
      ? { ...box, cards: box.cards.map((c) => ({ ...c, sample: samples.data.find((s) => s.cardId === c.id) ?? c.sample })) }
      : box,
  );
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
