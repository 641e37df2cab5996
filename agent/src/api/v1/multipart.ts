/** `multipart/form-data` as it comes: the file goes on to whoever takes it, chunk by chunk; only the small fields are kept. */
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { Busboy, type BusboyHeaders } from "@fastify/busboy";
import { SluiceError } from "../../contract/error.ts";

export interface FileInForm {
  filename: string;
  body: Readable;
}
export interface FormOptions<T> {
  /** The one field that holds a file. */
  field: string;
  mostBytes?: number;
  take(file: FileInForm, fields: Fields): Promise<T>;
  /** What was taken is not wanted after all: the rest of the form was broken. */
  undo(taken: T): Promise<void>;
}
export type Fields = Record<string, string>;

const limits = { files: 1, fields: 50, fieldSize: 64 * 1024, headerPairs: 50 };
const badForm = (message: string, cause?: unknown) => new SluiceError("bad-input", message, { cause });

export async function readForm<T>(incoming: IncomingMessage, options: FormOptions<T>): Promise<{ taken: T; fields: Fields }> {
  const { field, mostBytes = Number.POSITIVE_INFINITY } = options;
  const type = incoming.headers["content-type"] ?? "";
  if (!/^multipart\/form-data\s*;/i.test(type)) throw badForm("Send multipart/form-data.");
  const form = openForm(incoming, mostBytes);
  const fields: Fields = Object.create(null);
  let taking: Promise<T> | null = null;
  let body: Readable | null = null;
  const { promise: whole, resolve, reject } = Promise.withResolvers<void>();
  form.on("field", (name, value, _nameTruncated, valueTruncated) => {
    if (valueTruncated) reject(badForm(`The field ${name.slice(0, 40)} is too long.`));
    fields[name] = value;
  });
  form.on("file", (name, stream, filename) => {
    if (name !== field) return reject(badForm(`There is a file in the field ${name.slice(0, 40)}; it belongs into '${field}'.`));
    body = stream;
    stream.on("error", () => undefined); // whoever reads it hears of it
    stream.on("limit", () =>
      stream.destroy(new SluiceError("too-large", `The part is larger than ${mostBytes / 1024 / 1024} MB.`)),
    );
    taking = options.take({ filename: filename ?? "", body: stream }, fields);
    taking.catch(reject);
  });
  form.on("filesLimit", () => reject(badForm("Send one file at a time.")));
  form.on("error", (error) => reject(badForm("The form is broken: it ends early or its boundary is wrong.", error)));
  form.on("finish", resolve);
  incoming.on("close", () => incoming.complete || reject(badForm("The upload broke off.")));
  incoming.pipe(form);
  try {
    await whole;
    if (taking === null) throw new SluiceError("bad-input", `The field '${field}' is missing.`, { details: { param: field } });
    return { taken: await taking, fields };
  } catch (error) {
    // The answer still has to go out: the rest of the request is thrown away by the server, not by us.
    incoming.unpipe(form);
    (body as Readable | null)?.destroy(error as Error);
    await (taking as Promise<T> | null)?.then(options.undo, () => undefined);
    throw error;
  }
}

function openForm(incoming: IncomingMessage, fileSize: number) {
  try {
    return new Busboy({ headers: incoming.headers as BusboyHeaders, limits: { ...limits, fileSize } });
  } catch (error) {
    throw badForm("The header content-type names no boundary.", error);
  }
}
