"use client";
import { type List, listOf } from "@sluice/agent/contract";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import type { z } from "zod";
import { call, query } from "./agent.ts";

/** A paged list of the box: `rows` grows as `more` is called near its end. Filters go to the box, not to the rows already here. */
export function useList<S extends z.ZodType>(
  key: readonly string[],
  path: string,
  item: S,
  filters: Record<string, string> = {},
  refetchInterval: number | false = false,
) {
  const schema = useMemo(() => listOf(item), [item]);
  const list = useInfiniteQuery({
    queryKey: [...key, "list", filters],
    queryFn: ({ pageParam, signal }) =>
      call("GET", `${path}${query({ ...filters, after: pageParam, limit: 200 })}`, { schema, signal }) as Promise<
        List<z.output<S>>
      >,
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextAfter,
    placeholderData: keepPreviousData,
    refetchInterval,
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = list;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const retry = useCallback(() => void refetch(), [refetch]);
  return {
    rows,
    total: data?.pages[0]?.total ?? 0,
    pending: list.isPending,
    error: list.error,
    more,
    hasMore: hasNextPage,
    retry,
  };
}

/** A filter that this page applies itself must see every row: the rest is read on, page by page. */
export function useWhole(list: { rows: unknown[]; hasMore: boolean; more: () => void }, wanted: boolean): void {
  const { rows, hasMore, more } = list;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page that comes asks for the next.
  useEffect(() => {
    if (wanted && hasMore) more();
  }, [wanted, hasMore, more, rows.length]);
}
