"use client";
import { Import } from "@sluice/agent/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { call } from "@/lib/agent.ts";
import { keys } from "@/lib/query-keys.ts";
import { discardUpload, type UploadProgress, uploadFile } from "@/lib/upload.ts";
import { forgetUpload } from "@/lib/upload-memory.ts";
import type { Options } from "./ImportOptions.tsx";

interface Begin {
  file: File;
  name: string;
  options: Options;
}

/** Sends the file, then asks the box to read it. Leaving the page breaks the upload off: the same file, chosen again, goes on there. */
export function useStartImport(onStarted: (started: Import) => void) {
  const client = useQueryClient();
  const [progress, setProgress] = useState<UploadProgress | null>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);
  const start = useMutation({
    mutationFn: async ({ file, name, options }: Begin) => {
      abort.current = new AbortController();
      const upload = await uploadFile(file, setProgress, abort.current.signal);
      return call("POST", "/api/imports", {
        body: { uploadId: upload.id, datasetName: name.trim(), ...options },
        schema: Import,
      });
    },
    onSuccess: (started) => {
      client.setQueryData([...keys.imports, started.id], started);
      forgetUpload();
      void client.invalidateQueries({ queryKey: keys.imports });
      onStarted(started);
    },
    onSettled: () => setProgress(null),
  });
  const stopped = start.error instanceof DOMException && start.error.name === "AbortError";
  return {
    begin: start.mutate,
    stop: () => {
      abort.current?.abort();
      if (start.variables) void discardUpload(start.variables.file);
    },
    uploading: start.isPending,
    progress,
    error: stopped ? null : start.error,
  };
}
