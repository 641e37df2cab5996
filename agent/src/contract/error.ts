/** The one error of the house: a closed code, a sentence, and what to do. HTTP status and retryability come from one table. */
import { z } from "zod";

const table = {
  "bad-input": [400, false],
  "bad-file": [400, false],
  "bad-rows": [409, false],
  "bad-encoding": [400, false],
  "file-empty": [400, false],
  "line-too-long": [400, false],
  "not-signed-in": [401, false],
  "bad-credentials": [401, false],
  "bad-claim-code": [403, false],
  "already-claimed": [409, false],
  "not-claimed": [409, false],
  "weak-password": [400, false],
  "cross-site": [403, false],
  "not-allowed": [403, false],
  "not-found": [404, false],
  "name-taken": [409, false],
  "in-use": [409, false],
  "wrong-state": [409, false],
  "wrong-offset": [409, false],
  "upload-busy": [409, false],
  "does-not-fit": [409, false],
  "pack-missing": [409, false],
  "too-large": [413, false],
  "too-many": [429, true],
  "disk-full": [507, false],
  busy: [503, true],
  "engine-down": [503, true],
  "agent-down": [503, true],
  internal: [500, false],
} as const satisfies Record<string, readonly [status: number, retryable: boolean]>;

export type ErrorCode = keyof typeof table;
export const ErrorCode = z.enum(Object.keys(table) as [ErrorCode, ...ErrorCode[]]);
export const statusOf = (code: ErrorCode): number => table[code][0];
export const isRetryable = (code: ErrorCode): boolean => table[code][1];

export const ErrorBody = z.object({
  error: z.object({
    code: ErrorCode,
    message: z.string(),
    hint: z.string().nullable(),
    details: z.unknown().optional(),
    /** Given with `internal` only: find it in the agent's log. */
    id: z.string().optional(),
  }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

export class SluiceError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | null;
  readonly details: unknown;
  constructor(code: ErrorCode, message: string, more: { hint?: string; details?: unknown; cause?: unknown } = {}) {
    super(message, { cause: more.cause });
    this.name = "SluiceError";
    this.code = code;
    this.hint = more.hint ?? null;
    this.details = more.details;
  }
  get status(): number {
    return statusOf(this.code);
  }
  toBody(id?: string): ErrorBody {
    return { error: { code: this.code, message: this.message, hint: this.hint, details: this.details, ...(id ? { id } : {}) } };
  }
  static fromBody(body: ErrorBody): SluiceError {
    const { code, message, hint, details } = body.error;
    return new SluiceError(code, message, { ...(hint ? { hint } : {}), details });
  }
}
