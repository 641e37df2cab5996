/** One file to /api/uploads, in pieces and with progress. XMLHttpRequest, because fetch says nothing about bytes already sent. */
import { SluiceError, UploadState } from "@sluice/agent/contract";
import { call, errorFrom } from "./agent.ts";
import { type Sender, sendInPieces } from "./send-in-pieces.ts";
import { forgetUpload, rememberedUpload, rememberUpload } from "./upload-memory.ts";

export interface UploadProgress {
  sentBytes: number;
  totalBytes: number;
  bytesPerSecond: number;
  etaSeconds: number | null;
  /** The box does not answer at the moment; it goes on by itself. */
  isWaiting: boolean;
}

/**
 * Resolves with the whole upload, which stays remembered until `forgetUpload`. Throws SluiceError; an abort rejects with
 * DOMException "AbortError".
 */
export async function uploadFile(file: File, onProgress: (p: UploadProgress) => void, signal: AbortSignal): Promise<UploadState> {
  const held = (await findHeld(file, signal)) ?? (await begin(file, signal));
  rememberUpload(held.id, file);
  const startedAt = performance.now();
  const sender: Sender = {
    state: () => call("GET", `/api/uploads/${held.id}`, { schema: UploadState, signal }),
    put: (from, to, onSent) => putPiece(held.id, file, { from, to }, onSent, signal),
    wait: (ms) => waitFor(ms, signal),
  };
  let shown = held.bytes;
  return sendInPieces(held, file.size, sender, (sent, isWaiting) => {
    // While nobody answers, how much of the last piece arrived is not known: the bar stays where it was.
    if (!isWaiting) shown = sent;
    const sentBytes = shown;
    const seconds = (performance.now() - startedAt) / 1000;
    const bytesPerSecond = seconds > 0 ? (sentBytes - held.bytes) / seconds : 0;
    const etaSeconds = bytesPerSecond > 0 ? (file.size - sentBytes) / bytesPerSecond : null;
    onProgress({ sentBytes, totalBytes: file.size, bytesPerSecond, etaSeconds, isWaiting });
  });
}

/** The person does not want it any more: the box need not keep a part of it for a day. */
export async function discardUpload(file: File): Promise<void> {
  const id = rememberedUpload(file);
  forgetUpload();
  if (id) await call("DELETE", `/api/uploads/${id}`).catch(() => undefined);
}

const begin = (file: File, signal: AbortSignal): Promise<UploadState> =>
  call("POST", "/api/uploads", { body: { filename: file.name, bytes: file.size }, schema: UploadState, signal });

/** What the box still holds of this file from before a reload. */
async function findHeld(file: File, signal: AbortSignal): Promise<UploadState | null> {
  const id = rememberedUpload(file);
  if (!id) return null;
  const held = await call("GET", `/api/uploads/${id}`, { schema: UploadState, signal }).catch((error: unknown) => {
    if (error instanceof SluiceError && error.code === "not-found") return null;
    throw error;
  });
  return held?.totalBytes === file.size ? held : null;
}

function putPiece(
  id: string,
  file: File,
  { from, to }: { from: number; to: number },
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<UploadState> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(stopped());
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();
    xhr.open("PUT", `/api/uploads/${id}`);
    xhr.setRequestHeader("content-type", "application/octet-stream");
    xhr.setRequestHeader("content-range", from === to ? `bytes */${file.size}` : `bytes ${from}-${to - 1}/${file.size}`);
    xhr.upload.onprogress = (e) => onSent(e.loaded);
    xhr.onerror = () => reject(new SluiceError("agent-down", "The box did not answer while the file was on its way."));
    xhr.onabort = () => reject(stopped());
    xhr.onload = () => {
      if (xhr.status < 200 || xhr.status >= 300) return reject(errorFrom(xhr.status, xhr.responseText));
      const state = UploadState.safeParse(JSON.parse(xhr.responseText));
      return state.success ? resolve(state.data) : reject(state.error);
    };
    xhr.onloadend = () => signal.removeEventListener("abort", abort);
    signal.addEventListener("abort", abort, { once: true });
    xhr.send(file.slice(from, to));
  });
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(stopped());
    });
  });
}

const stopped = () => new DOMException("Upload stopped.", "AbortError");
