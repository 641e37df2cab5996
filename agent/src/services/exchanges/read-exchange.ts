/** Reads back what the gateway kept of a request: one line of a file under exchanges/, named by the usage line. */
import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { parseJson } from "../../lib/parse-json.ts";

const Line = z.looseObject({ id: z.string(), request: z.unknown(), answer: z.unknown(), system: z.string().nullish() });
export interface Exchange {
  /** As the client sent it, in the shape of its path. */
  request: unknown;
  /** The whole answer, in that shape too; of one cut off, as far as it came. */
  answer: unknown;
  /** What the route put before it, beside what the request holds. */
  system: string | null;
}

const where = /^([A-Za-z0-9_-]+\/\d{4}-\d{2}-\d{2}\/\d+-\d+(?:-\d+)?\.jsonl):(\d{1,15}):(\d{1,9})$/;
const maxBytes = 32 * 1024 * 1024;

/** Null when it is gone (its days are over), or `log` does not lead to a kept line. */
export async function readExchange(dir: string, log: string): Promise<Exchange | null> {
  const [, name, offset, bytes] = where.exec(log) ?? [];
  if (name === undefined || Number(bytes) > maxBytes) return null;
  const text = await readPart(dir, name, Number(offset), Number(bytes));
  const line = text === null ? null : parseJson(text, Line);
  return line && { request: line.request ?? null, answer: line.answer ?? null, system: line.system ?? null };
}

async function readPart(dir: string, name: string, offset: number, bytes: number): Promise<string | null> {
  try {
    const home = await realpath(dir);
    const file = await realpath(path.join(dir, name));
    if (!file.startsWith(home + path.sep)) return null;
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const buffer = Buffer.alloc(bytes);
      const { bytesRead } = await handle.read(buffer, 0, bytes, offset);
      return bytesRead === bytes ? buffer.toString("utf8") : null;
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}
