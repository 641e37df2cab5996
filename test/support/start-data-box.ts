import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import type { BadRow, Dataset, Import, RowPreview } from "../../agent/src/contract/dataset.ts";
import type { ErrorBody } from "../../agent/src/contract/error.ts";
import type { UploadState } from "../../agent/src/contract/upload.ts";
import type { List } from "../../agent/src/contract/word.ts";

export interface DataBoxOptions {
  data: string;
  tokenizerDir?: string;
  boxDb?: string;
  blindToDisk?: boolean;
}
export type DataBox = Awaited<ReturnType<typeof startDataBox>>;

/** Spoken to over HTTP only. `kill` is SIGKILL: what a power cut does. */
export async function startDataBox(options: DataBoxOptions) {
  const { data, tokenizerDir = "/nowhere", boxDb = path.join(data, "box.db"), blindToDisk = false } = options;
  const entry = path.join(import.meta.dirname, "data-box.ts");
  const argv = [entry, data, tokenizerDir, boxDb, blindToDisk ? "blind" : ""];
  const child: ChildProcess = spawn(process.execPath, argv, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout! });
  const nextLine = async () => String((await once(lines, "line"))[0]);
  const [, port] = (await nextLine()).split(" ");
  const url = `http://127.0.0.1:${port}/api`;

  async function ask<T>(route: string, init?: RequestInit): Promise<T> {
    const answer = await fetch(`${url}${route}`, init);
    const body: unknown = await answer.json();
    if (!answer.ok)
      throw Object.assign(new Error((body as ErrorBody).error.message), { status: answer.status, ...(body as ErrorBody) });
    return body as T;
  }
  const post = <T>(route: string, body: unknown) =>
    ask<T>(route, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

  const box = {
    url,
    pid: child.pid!,
    ask,
    post,
    create: (filename = "data.jsonl", bytes: number | null = null) => post<UploadState>("/uploads", { filename, bytes }),
    async upload(body: string | Buffer | Blob, filename?: string): Promise<UploadState> {
      const { id } = await box.create(filename);
      return ask<UploadState>(`/uploads/${id}`, { method: "PUT", body: body as RequestInit["body"] });
    },
    start: (uploadId: string, wish: object = {}) => post<Import>("/imports", { uploadId, datasetName: "helpdesk", ...wish }),
    import: (id: string) => ask<Import>(`/imports/${id}`),
    badRows: (id: string, query = "") => ask<List<BadRow>>(`/imports/${id}/bad-rows${query}`),
    dataset: (id: string) => ask<Dataset>(`/datasets/${id}`),
    rows: (dataset: Dataset, query = "") =>
      ask<List<RowPreview>>(`/datasets/${dataset.id}/versions/${dataset.versions[0]!.id}/rows${query}`),
    /** Waits until an import rests: ready, failed, or asking the person. */
    async rest(id: string): Promise<Import> {
      for (;;) {
        const state = await box.import(id);
        if (state.state !== "scanning" && state.state !== "writing") return state;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async importText(body: string | Buffer, wish: object = {}, filename?: string): Promise<Import> {
      const { id } = await box.upload(body, filename);
      return box.rest((await box.start(id, wish)).id);
    },
    /** Resident bytes now and at the peak since the start. */
    async memory(): Promise<{ now: number; peak: number }> {
      child.stdin!.write("memory\n");
      const [, now, peak] = (await nextLine()).split(" ");
      return { now: Number(now), peak: Number(peak) };
    },
    async kill(): Promise<void> {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, "exit");
        child.kill("SIGKILL");
        await ended;
      }
    },
  };
  return box;
}
