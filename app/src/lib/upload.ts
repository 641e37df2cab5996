/** One file to /api/uploads with progress. XMLHttpRequest, because fetch says nothing about bytes already sent. */
import { SluiceError, UploadState } from "@sluice/agent/contract";
import { errorFrom } from "./agent.ts";

export interface UploadProgress {
  sentBytes: number;
  totalBytes: number;
  bytesPerSecond: number;
  etaSeconds: number | null;
}

/** Throws SluiceError; an abort rejects with DOMException "AbortError". */
export function uploadFile(file: File, onProgress: (p: UploadProgress) => void, signal: AbortSignal): Promise<UploadState> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const startedAt = performance.now();
    xhr.open("POST", `/api/uploads?filename=${encodeURIComponent(file.name)}`);
    xhr.setRequestHeader("content-type", "application/octet-stream");
    xhr.upload.onprogress = (e) => onProgress(progressOf(e.loaded, file.size, (performance.now() - startedAt) / 1000));
    xhr.onerror = () => reject(new SluiceError("agent-down", "The box did not answer while the file was on its way."));
    xhr.onabort = () => reject(new DOMException("Upload stopped.", "AbortError"));
    xhr.onload = () => {
      if (xhr.status < 200 || xhr.status >= 300) return reject(errorFrom(xhr.status, xhr.responseText));
      const state = UploadState.safeParse(JSON.parse(xhr.responseText));
      return state.success ? resolve(state.data) : reject(state.error);
    };
    signal.addEventListener("abort", () => xhr.abort(), { once: true });
    xhr.send(file);
  });
}

/** Pure: speed over the whole transfer, and what is left at that speed. */
export function progressOf(sentBytes: number, totalBytes: number, seconds: number): UploadProgress {
  const bytesPerSecond = seconds > 0 ? sentBytes / seconds : 0;
  const etaSeconds = bytesPerSecond > 0 ? (totalBytes - sentBytes) / bytesPerSecond : null;
  return { sentBytes, totalBytes, bytesPerSecond, etaSeconds };
}
