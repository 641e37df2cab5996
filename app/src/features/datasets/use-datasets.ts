"use client";
import { Dataset, type DatasetVersion, Import } from "@sluice/agent/contract";
import { keys } from "@/lib/query-keys.ts";
import { useList } from "@/lib/use-list.ts";

const none = {};
export const useDatasets = (filters: Record<string, string> = none) => useList(keys.datasets, "/api/datasets", Dataset, filters);
export const useImports = () => useList(keys.imports, "/api/imports", Import);

/** Versions are immutable and numbered; the newest is what a person means by the dataset's name. */
export const newestVersion = (dataset: Dataset): DatasetVersion | undefined =>
  dataset.versions.reduce<DatasetVersion | undefined>((a, b) => (a && a.version > b.version ? a : b), undefined);
